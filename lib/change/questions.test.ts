import { beforeAll, expect, it } from "vitest";
import { loadParser } from "@/lib/sql/parse";
import { catalogOf, column, constraint, table } from "@/lib/testing/catalog-fixture";
import { questionsAbout } from "./questions";
import { understandChange } from "./understand";

beforeAll(loadParser);

const catalog = catalogOf([
  table({
    name: "t",
    columns: [
      column("id", { type: "integer", notNull: true }),
      column("mail", { type: "character varying(200)" }),
      column("note"),
    ],
    constraints: [constraint("t_pkey", { type: "primary key", columns: ["id"] })],
  }),
]);

async function ask(sql: string) {
  const understood = await understandChange({ sql }, catalog);
  if (!understood.ok) throw new Error(JSON.stringify(understood.failure));
  return questionsAbout(understood.value, catalog);
}

it("asks where a column goes and one of its type comes to the same table, and says what yes means", async () => {
  const questions = await ask(
    "ALTER TABLE t ADD COLUMN email varchar(200); CREATE INDEX ON t (email); ALTER TABLE t DROP COLUMN mail",
  );
  expect(questions).toMatchObject(
    [{ kind: "rename", table: "public.t", column: "mail", to: "email", message: /Is this a rename/ }].map(
      ({ message: _, ...rest }) => rest,
    ),
  );
  expect(questions[0]?.operations.map(({ kind }) => kind)).toEqual(["create-index", "rename-column"]);
});

it.each([
  ["another type", "ALTER TABLE t DROP COLUMN mail, ADD COLUMN email text"],
  ["nothing dropped", "ALTER TABLE t ADD COLUMN email varchar(200)"],
])("asks nothing: %s", async (_, sql) => {
  expect(await ask(sql)).toEqual([]);
});

it("pairs each dropped column with one added", async () => {
  const questions = await ask("ALTER TABLE t DROP note, DROP mail, ADD a varchar(200), ADD b text");
  expect(questions.map(({ column: from, to }) => [from, to])).toEqual([
    ["note", "b"],
    ["mail", "a"],
  ]);
});
