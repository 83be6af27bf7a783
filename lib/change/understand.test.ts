import { beforeAll, describe, expect, it } from "vitest";
import { loadParser } from "@/lib/sql/parse";
import { column, shop, table } from "@/lib/testing/catalog-fixture";
import { describeOperation } from "./registry";
import { suggest } from "./suggest";
import { type ChangeWords, understandChange } from "./understand";

beforeAll(() => loadParser());

const catalog = shop();

async function read(words: ChangeWords) {
  const result = await understandChange(words, catalog);
  if (!result.ok) throw new Error(JSON.stringify(result.failure));
  return result.value;
}

async function errors(words: ChangeWords, of = catalog) {
  const result = await understandChange(words, of);
  if (result.ok) throw new Error("understood");
  return result.failure.code === "input.invalid" ? result.failure.errors : [];
}

const rename = { kind: "rename-column", table: "public.customers", column: "full_name", to: "name" };
const nickname = {
  kind: "add-column",
  table: "public.customers",
  column: "nickname",
  type: "text",
  nullable: true,
  default: null,
  backfill: null,
};

describe("sentences", () => {
  it.each([
    "rename customers.full_name to name",
    "Rename column full_name of customers to name.",
    "rename public.customers.full_name as name",
    'rename the column "full_name" on the table public.customers to "name"',
    "RENAME COLUMN customers.full_name TO name;",
  ])("%s", async (sentence) => {
    expect(await read({ sentence })).toEqual([rename]);
  });

  it.each([
    ["add column nickname text to customers", nickname],
    ["add customers.nickname text", nickname],
    [
      "add customers.nickname varchar(40) not null default 'x'",
      { ...nickname, type: "varchar(40)", nullable: false, default: "'x'" },
    ],
    [
      "add column nickname text to public.customers not null filled with lower(email)",
      { ...nickname, nullable: false, backfill: "lower(email)" },
    ],
    ['add "Order"."Some Note" text', { ...nickname, table: 'public."Order"', column: "Some Note" }],
    [
      "add customers.mood mood default 'ok'",
      { ...nickname, column: "mood", type: "public.mood", default: "'ok'" },
    ],
  ])("%s", async (sentence, operation) => {
    expect(await read({ sentence })).toEqual([operation]);
  });

  it.each([
    ["create index on customers (email)", "customers_email_idx"],
    ["add an index to customers (email)", "customers_email_idx"],
    ["create index by_email on customers (email)", "by_email"],
    ['create index "on" on customers (email)', "on"],
  ])("%s is named %s", async (sentence, name) => {
    expect(await read({ sentence })).toMatchObject([{ kind: "create-index", keys: "email", name }]);
  });

  it.each([
    ["rename full_name to name", /which table/],
    ["rename custmers.full_name to name", /did you mean public\.customers\?/],
    ["rename customers.fullname to name", /did you mean full_name\?/],
    ["rename customers.full_name to email", /has a column email already/],
    ["rename customers.full_name to full_name", /called full_name already/],
    [`rename customers.full_name to ${"ä".repeat(40)}`, /63 bytes, this one has 80/],
    ["rename customers.full_name to ctid", /system column/],
    ["rename logs.line to text", /several tables logs: write a\.logs or b\.logs/],
    ["rename overview.id to number", /is a view/],
    ["make it faster", /not understood.*make customers\.email not null/],
    [
      "please remove column email of customers",
      /not understood[^“]*(“[^”]*”, ){0,3}“drop column customers\.email”(, “[^”]*”)*$/,
    ],
    ["add column nickname to customers", /which table|not a type/],
    ["add customers.n serial", /sequence/],
    ["add customers.n int references orders(id)", /not understood here/],
  ])("says about %j what is wrong", async (sentence, message) => {
    const found = await errors({ sentence });
    expect(found[0]?.path).toBe("sentence");
    expect(found[0]?.message).toMatch(message);
  });
});

describe("SQL", () => {
  it("reads several statements, and several columns of one", async () => {
    const sql = `BEGIN; ALTER TABLE customers RENAME full_name TO name;
      ALTER TABLE customers ADD nickname text, ADD COLUMN since date NOT NULL DEFAULT current_date; COMMIT`;
    expect(await read({ sql })).toEqual([
      rename,
      nickname,
      { ...nickname, column: "since", type: "date", nullable: false, default: "CURRENT_DATE" },
    ]);
  });

  it.each([
    ["select 1;\nalter tabel x", "line 2, column 7: syntax error"],
    ["select 1", "change the schema or rows"],
    ["alter table customers add column if not exists x int", "IF NOT EXISTS"],
    ["alter table customers add column x int primary key", "not understood here"],
    ["alter table custom rename full_name to name", "did you mean public.customers?"],
    ["-- nothing", "no statement"],
    ["explain select 1", "not understood"],
  ])("says about %j what is wrong", async (sql, message) => {
    const found = await errors({ sql });
    expect(found[0]?.path).toBe("sql");
    expect(found[0]?.message).toContain(message);
  });
});

describe("operations", () => {
  it("names the operation and field at fault", async () => {
    const operations = [rename, { ...nickname, type: "text; drop table x", default: "1) , (2" }] as never;
    expect((await errors({ operations })).map((error) => error.path)).toEqual([
      "operations.1.type",
      "operations.1.default",
    ]);
  });

  it.each(["text default 1", "text -- note", "text, add column y int", "int check (c > 0)"])(
    "lets nothing but a type through as type: %s",
    async (type) => {
      const result = await understandChange({ operations: [{ ...nickname, type } as never] }, catalog);
      expect(result.ok ? result.value[0] : "refused").toEqual(
        type === "text -- note" ? { ...nickname, type: "text" } : "refused",
      );
    },
  );

  it("takes exactly one way of saying it", async () => {
    expect(await errors({})).toHaveLength(1);
    expect(await errors({ sql: "x", sentence: "y" })).toHaveLength(1);
  });

  it("says each in one line", async () => {
    expect((await read({ sentence: "rename customers.full_name to name" })).map(describeOperation)).toEqual([
      "Rename public.customers.full_name to name",
    ]);
  });
});

describe("suggest", () => {
  it("completes tables, and columns behind a dot", () => {
    expect(suggest("rename cust", catalog).map((one) => one.text)).toEqual(["customers"]);
    expect(suggest("rename customers.fu", catalog)).toEqual([
      { text: "customers.full_name", kind: "column", detail: "text" },
    ]);
    expect(suggest('add "O', catalog).map((one) => one.text)).toEqual(['"Order"']);
    expect(suggest("", catalog)).toEqual([]);
  });
});

it("finds the table along the search path first", async () => {
  const two = {
    ...catalog,
    searchPath: ["b", "public"],
    tables: [
      table({ schema: "a", name: "x", columns: [column("c")] }),
      table({ schema: "b", name: "x", columns: [column("c")] }),
    ],
  };
  const result = await understandChange({ sentence: "rename x.c to d" }, two);
  expect(result.ok && result.value[0]).toMatchObject({ table: "b.x" });
});

describe("what scripts say besides", () => {
  it("takes setval for a step, set_config for none, and an index that is not there for none to drop", async () => {
    const sql = `SELECT pg_catalog.set_config('search_path', '', false);
      SELECT pg_catalog.setval('public.customers_id_seq', 100, true);
      DROP INDEX IF EXISTS customers_gone_idx;
      DROP INDEX IF EXISTS public.customers_full_name_idx;`;
    expect(await read({ sql })).toEqual([
      {
        kind: "raw-sql",
        sql: "SELECT pg_catalog.setval('public.customers_id_seq', 100, true)",
        revert: null,
      },
      { kind: "drop-index", index: "customers_gone_idx", ifExists: true },
      { kind: "drop-index", index: "public.customers_full_name_idx", ifExists: true },
    ]);
  });

  it("still refuses a query, and an index that is not there without IF EXISTS", async () => {
    expect((await errors({ sql: "SELECT count(*) FROM customers" }))[0]?.message).toContain("not understood");
    const [gone] = await errors({ sql: "DROP INDEX customers_full_name_ix" });
    expect(gone?.message).toContain("did you mean customers_full_name_idx?");
  });
});
