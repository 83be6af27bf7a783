import { beforeAll, describe, expect, it } from "vitest";
import { Operation } from "@/lib/contracts/operation";
import { loadParser } from "@/lib/sql/parse";
import { shop } from "@/lib/testing/catalog-fixture";
import { clashes } from "./operation-clashes";

beforeAll(() => loadParser());

type Said = Record<string, unknown> & { readonly kind: Operation["kind"] };

const found = (...operations: readonly Said[]) =>
  clashes(
    operations.map((one) => Operation.parse(one)),
    shop(),
    new Set(),
  ).map(({ path }) => path);

const table = "public.customers";
const rename = (column: string, to: string): Said => ({ kind: "rename-column", table, column, to });
const add = (column: string): Said => ({ kind: "add-column", table, column, type: "text" });
const move = (column: string, as: string | null = null): Said => ({
  kind: "move-column",
  table: 'public."Order"',
  column,
  to: table,
  as,
});
const merge: Said = { kind: "merge-tables", table: 'public."Order"', into: table };
const index = (keys: string, name: string): Said => ({ kind: "create-index", table, keys, name });
const check = (expression: string, name: string): Said => ({ kind: "add-check", table, expression, name });
const sql = (kind: Operation["kind"], text: string): Said => ({ kind, sql: text });

describe("a view that is made anew, and who may do what with it", () => {
  const granted: Said = {
    kind: "grant",
    privileges: ["SELECT"],
    on: "table",
    objects: ["public.names"],
    roles: ["clerk"],
  };
  const withView = {
    ...shop(),
    views: [
      {
        schema: "public",
        name: "names",
        materialized: false,
        definition: "SELECT id, email FROM public.customers",
        reads: [],
        columns: ["id", "email"],
      },
      {
        schema: "public",
        name: "readers",
        materialized: false,
        definition: "SELECT id FROM public.names",
        reads: [{ relation: "public.names", column: "id" }],
      },
    ],
  };
  const told = (...operations: readonly Said[]) =>
    clashes(
      operations.map((one) => Operation.parse(one)),
      withView,
      new Set(),
    ).map(({ message }) => message);

  it("are two changes, also for what reads it, but not where it is replaced in its place", () => {
    const anew = sql("create-view", "CREATE OR REPLACE VIEW public.names AS SELECT id FROM customers");
    const more = sql("create-view", "CREATE OR REPLACE VIEW public.names AS SELECT id, email, 1 AS one");
    expect(told(anew, granted)).toEqual([expect.stringMatching(/^public.names is made anew/)]);
    expect(told({ ...granted, kind: "revoke" }, anew)).toEqual([expect.stringMatching(/made anew/)]);
    expect(told(anew, { ...granted, objects: ["public.customers"] })).toEqual([]);
    expect(told(more, granted)).toEqual([]);
    const reader = sql("create-view", "CREATE OR REPLACE VIEW public.readers AS SELECT id FROM names");
    expect(told(reader, anew)).toEqual([expect.stringMatching(/^public.readers is made anew/)]);
    expect(told(anew, { kind: "drop-view", name: "public.readers" })).toEqual([
      expect.stringMatching(/^public.readers is made anew/),
    ]);
    expect(told(more, reader)).toEqual([]);
  });
});

describe("two operations of one change that make one name", () => {
  it.each<readonly [string, Said, Said, string]>([
    ["columns by two renames", rename("email", "x"), rename("full_name", "x"), "to"],
    ["a column added and one renamed", add("x"), rename("email", "x"), "to"],
    ["a column renamed and one added", rename("email", "x"), add("x"), "column"],
    ["a column added and one moved there", add("Note"), move("Note"), "column"],
    ["a column added and one moved there under that name", add("x"), move("Note", "x"), "as"],
    ["a column added and one merged in", add("Note"), merge, "into"],
    ["a column merged in and one added", merge, add("Note"), "column"],
    [
      "a column moved there and one merged in under its name",
      move("Note", "x"),
      { ...merge, as: '"Note" AS x' },
      "into",
    ],
    ["a column moved there and one added", move("Note", "x"), add("x"), "column"],
    [
      "a column split off and one added",
      add("x"),
      { kind: "split-column", table, column: "full_name", into: "lower(full_name)::text AS x", back: "x" },
      "into",
    ],
    ["two columns of other types", add("x"), { ...add("x"), type: "int" }, "column"],
    ["indexes", index("email", "i"), index("full_name", "i"), "name"],
    [
      "an index and one renamed",
      index("email", "i"),
      { kind: "rename-index", index: "public.customers_full_name_idx", to: "i" },
      "to",
    ],
    [
      "indexes of two tables",
      index("email", "i"),
      { ...index('"Note"', "i"), table: 'public."Order"' },
      "name",
    ],
    [
      "an index and a table",
      index("email", "i"),
      sql("create-table", "CREATE TABLE public.i (id int)"),
      "sql",
    ],
    [
      "an index and a unique constraint",
      index("email", "i"),
      { kind: "add-unique", table, columns: ["email"], name: "i" },
      "name",
    ],
    ["checks", check("email <> ''", "c"), check("full_name <> ''", "c"), "name"],
    [
      "a check and a constraint renamed",
      check("email <> ''", "c"),
      { kind: "rename-constraint", table, constraint: "customers_full_name_check", to: "c" },
      "to",
    ],
    [
      "tables by two renames",
      { kind: "rename-table", table, to: "x" },
      { kind: "rename-table", table: "public.events", to: "x" },
      "to",
    ],
    [
      "a table split off and one renamed",
      { kind: "rename-table", table: "public.events", to: "x" },
      { kind: "split-table", table, columns: ["email"], to: "x" },
      "to",
    ],
    [
      "a table and a view",
      sql("create-table", "CREATE TABLE public.x (id int)"),
      sql("create-view", "CREATE VIEW public.x AS SELECT 1 AS one"),
      "sql",
    ],
    [
      "a table moved and a sequence",
      { kind: "set-schema", table: "a.logs", to: "attic" },
      sql("create-sequence", "CREATE SEQUENCE attic.logs"),
      "sql",
    ],
    [
      "two tables moved",
      { kind: "set-schema", table: "a.logs", to: "attic" },
      { kind: "set-schema", table: "b.logs", to: "attic" },
      "to",
    ],
    [
      "enum and domain",
      { kind: "create-enum", type: "public.x", values: ["a"] },
      sql("create-domain", "CREATE DOMAIN public.x AS text"),
      "sql",
    ],
    [
      "a type renamed and an enum",
      { kind: "rename-type", name: "public.mood", to: "x" },
      { kind: "create-enum", type: "public.x", values: ["a"] },
      "type",
    ],
    [
      "values of an enum",
      { kind: "add-enum-value", type: "public.mood", value: "a" },
      { kind: "add-enum-value", type: "public.mood", value: "a", before: "ok" },
      "value",
    ],
    [
      "functions",
      sql("create-function", "CREATE FUNCTION public.f(int) RETURNS int LANGUAGE sql AS 'select 1'"),
      sql("create-function", "CREATE OR REPLACE FUNCTION f(n int) RETURNS int LANGUAGE sql AS 'select 2'"),
      "sql",
    ],
    [
      "triggers",
      sql(
        "create-trigger",
        "CREATE TRIGGER g BEFORE INSERT ON public.customers FOR EACH ROW EXECUTE FUNCTION touch()",
      ),
      sql(
        "create-trigger",
        "CREATE TRIGGER g AFTER INSERT ON customers FOR EACH ROW EXECUTE FUNCTION touch()",
      ),
      "sql",
    ],
    [
      "policies",
      sql("create-policy", "CREATE POLICY p ON customers USING (true)"),
      sql("create-policy", "CREATE POLICY p ON public.customers USING (false)"),
      "sql",
    ],
    [
      "a policy and one renamed",
      sql("create-policy", "CREATE POLICY p ON customers USING (true)"),
      sql("alter-policy", "ALTER POLICY shown ON customers RENAME TO p"),
      "sql",
    ],
    [
      "publications",
      sql("create-publication", "CREATE PUBLICATION p"),
      sql("create-publication", "CREATE PUBLICATION p FOR ALL TABLES"),
      "sql",
    ],
    [
      "statistics",
      sql("create-statistics", "CREATE STATISTICS s ON full_name, email FROM customers"),
      sql("create-statistics", "CREATE STATISTICS public.s ON email, full_name FROM customers"),
      "sql",
    ],
    [
      "schemas",
      sql("create-schema", "CREATE SCHEMA x"),
      sql("create-schema", "CREATE SCHEMA x AUTHORIZATION clerk"),
      "sql",
    ],
  ])("%s", (_, first, second, field) => {
    expect(found(first, second)).toEqual([`operations.1.${field}`]);
  });

  it.each<readonly [string, Said, Said]>([
    ["columns of two tables", add("x"), { ...add("x"), table: "public.events" }],
    ["checks of two tables", check("id > 0", "c"), { ...check("id > 0", "c"), table: "public.events" }],
    ["indexes in two schemas", index("email", "i"), { ...index("line", "i"), table: "a.logs" }],
    [
      "functions of other arguments",
      sql("create-function", "CREATE FUNCTION f(int) RETURNS int LANGUAGE sql AS 'select 1'"),
      sql("create-function", "CREATE FUNCTION f(text) RETURNS int LANGUAGE sql AS 'select 1'"),
    ],
  ])("are none where they are %s", (_, first, second) => {
    expect(found(first, second)).toEqual([]);
  });
});

describe("two operations of one change that work on one thing", () => {
  const on = (kind: Operation["kind"], more: Record<string, unknown>): Said => ({ kind, ...more });
  const of = { table, constraint: "customers_full_name_check" };
  const at = { index: "public.customers_full_name_idx" };

  it.each<readonly [string, Said, Said, string]>([
    ["an index", on("rename-index", { ...at, to: "x" }), on("drop-index", at), "index"],
    ["a constraint", on("rename-constraint", { ...of, to: "x" }), on("drop-constraint", of), "constraint"],
    [
      "a view",
      on("refresh-view", { name: "public.overview" }),
      on("drop-view", { name: "public.overview" }),
      "name",
    ],
    [
      "an enum",
      on("rename-type", { name: "public.mood", to: "x" }),
      on("rename-enum-value", { type: "public.mood", value: "ok", to: "y" }),
      "type",
    ],
    ["a table that is merged", merge, on("rename-table", { table: 'public."Order"', to: "x" }), "table"],
    ["a column of the table it is merged into", merge, rename("email", "x"), "column"],
    [
      "two values of an enum",
      on("remove-enum-value", { type: "public.mood", value: "sad" }),
      on("rename-enum-value", { type: "public.mood", value: "ok", to: "y" }),
      "type",
    ],
  ])("%s", (_, first, second, field) => {
    expect(found(first, second)).toEqual([`operations.1.${field}`]);
  });

  it("an enum, and a column of it", () => {
    const catalog = shop();
    const tables = catalog.tables.map((one) => ({
      ...one,
      columns: one.columns.map((column) =>
        column.name === "email" ? { ...column, type: "public.mood" } : column,
      ),
    }));
    const operations = [
      Operation.parse({ kind: "remove-enum-value", type: "public.mood", value: "sad" }),
      Operation.parse(rename("email", "x")),
    ];
    expect(clashes(operations, { ...catalog, tables }, new Set()).map(({ path }) => path)).toEqual([
      "operations.1.column",
    ]);
  });

  it("may add two values to an enum", () => {
    const value = (label: string) => on("add-enum-value", { type: "public.mood", value: label });
    expect(found(value("a"), value("b"))).toEqual([]);
  });
});
