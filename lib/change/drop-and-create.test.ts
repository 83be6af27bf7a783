import { describe, expect, it } from "vitest";
import type { Catalog } from "@/lib/catalog/model";
import { shop } from "@/lib/testing/catalog-fixture";
import { understandChange } from "./understand";

const read = async (sql: string, catalog: Catalog = shop()) => {
  const understood = await understandChange({ sql }, catalog);
  return understood.ok
    ? understood.value.map((one) => ("sql" in one ? one.sql.replace(/\s+(on|as)\s[\s\S]*$/i, "") : one.kind))
    : understood.failure.code;
};

/** The shop with a view `names`, and what else is said of it. */
const withView = (more: Partial<Catalog["views"][number]>): Catalog => ({
  ...shop(),
  views: [
    {
      schema: "public",
      name: "names",
      materialized: false,
      definition: "SELECT id FROM public.customers",
      reads: [],
      columns: ["id"],
      ...more,
    },
  ],
});

/** With a view that reads it. */
const withReader = (catalog: Catalog, materialized = false): Catalog => ({
  ...catalog,
  views: [
    ...catalog.views,
    {
      schema: "public",
      name: "others",
      materialized,
      definition: "SELECT email FROM public.names",
      reads: [{ relation: "public.names", column: "email" }],
    },
  ],
});

const VIEW = "DROP VIEW names; CREATE VIEW public.names AS SELECT id, email FROM customers";
const TRIGGER =
  "DROP TRIGGER touched ON customers; CREATE TRIGGER touched BEFORE INSERT ON customers FOR EACH ROW EXECUTE FUNCTION touch()";

describe("a DROP right before the CREATE", () => {
  it("is a replacement where that ends in the same catalog", async () => {
    expect(await read(VIEW, withView({}))).toEqual(["CREATE OR REPLACE VIEW public.names"]);
    const bound = withView({ comment: "who", rights: ["GRANT SELECT ON TABLE public.names TO clerk"] });
    expect(await read(VIEW, bound)).toEqual(["CREATE OR REPLACE VIEW public.names"]);
    expect(await read(VIEW, withView({ columns: ["email"] }))).toEqual([
      "CREATE OR REPLACE VIEW public.names",
    ]);
    expect(await read(TRIGGER)).toEqual(["CREATE OR REPLACE TRIGGER touched BEFORE INSERT"]);
  });

  it.each<readonly [string, string, Catalog]>([
    [
      "a column's place, and a trigger,",
      VIEW,
      withView({ columns: ["email"], attached: ["CREATE TRIGGER t INSTEAD OF INSERT ON names"] }),
    ],
    [
      "a column that a reader reads",
      "DROP VIEW names; CREATE VIEW names AS SELECT id FROM customers",
      withReader(withView({ columns: ["email", "id"] })),
    ],
    [
      "a column's place, and a materialized reader,",
      VIEW,
      withReader(withView({ columns: ["email"] }), true),
    ],
    [
      "what nobody names",
      "DROP VIEW names; CREATE VIEW names AS SELECT * FROM (SELECT id FROM customers) AS x",
      withView({}),
    ],
    ["a view of another schema", VIEW, withView({ schema: "a" })],
    ["the server's version", TRIGGER, shop(13)],
  ])("stays where %s makes a difference", async (_, sql, catalog) => {
    expect(await read(sql, catalog)).toBe("input.invalid");
  });

  it("changes a policy, also with drops and creations of other policies between", async () => {
    const shown = (name: string) =>
      `CREATE POLICY ${name} ON public.customers FOR INSERT WITH CHECK (id > 1)`;
    expect(await read(`DROP POLICY shown ON customers; ${shown("shown")}`)).toEqual(["DROP POLICY shown"]);
    const understood = await understandChange(
      {
        sql: `DROP POLICY shown ON customers; DROP POLICY IF EXISTS seen ON customers; ${shown("seen")}; ${shown("shown")}`,
      },
      shop(),
    );
    expect(understood).toEqual({
      ok: true,
      value: [
        { kind: "create-policy", sql: shown("seen") },
        { kind: "alter-policy", sql: `DROP POLICY shown ON customers;\n${shown("shown")}` },
      ],
    });
  });

  it.each([
    ["DROP POLICY shown ON customers; CREATE POLICY seen ON customers USING (true)", /drops another policy/],
    ["DROP POLICY shown ON customers", /behind it/],
    [
      "DROP POLICY shown ON customers; CREATE POLICY shown ON customers FOR INSERT USING (true)",
      /WITH CHECK only/,
    ],
  ])("says what is wrong with %s as a change of a policy", async (sql, message) => {
    const understood = await understandChange({ operations: [{ kind: "alter-policy", sql }] }, shop());
    expect(understood.ok ? "understood" : JSON.stringify(understood.failure)).toMatch(message);
  });

  it("is nothing where IF EXISTS finds none", async () => {
    expect(await read("DROP VIEW IF EXISTS v; CREATE VIEW public.v AS SELECT id FROM customers")).toEqual([
      "CREATE VIEW public.v",
    ]);
    expect(
      await read("DROP POLICY IF EXISTS p ON customers; CREATE POLICY p ON customers USING (true)"),
    ).toEqual(["CREATE POLICY p"]);
    expect(await read("DROP VIEW v; CREATE VIEW public.v AS SELECT id FROM customers")).toBe("input.invalid");
  });
});
