import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { understandChange } from "@/lib/change/understand";
import { type PlannedDatabase, plannedDatabase } from "@/lib/testing/planned-database";

describe.each([15, 18] as const)("types and collations on Postgres %i", (major) => {
  let db: PlannedDatabase;

  beforeAll(async () => {
    db = await plannedDatabase(
      major,
      `CREATE EXTENSION citext; CREATE DOMAIN public.percent AS numeric; CREATE TYPE public.pair AS (a int, b int);
       CREATE TYPE public.mood AS ENUM ('ok'); CREATE COLLATION public.plain FROM "C";
       CREATE TABLE public.t (id int PRIMARY KEY, name text)`,
    );
  });
  afterAll(() => db?.close());

  const said = async (sql: string) => {
    const read = await understandChange({ sql }, await db.catalog());
    if (read.ok) return null;
    return read.failure.code === "input.invalid" ? read.failure.errors[0]?.message : read.failure.code;
  };

  it.each([
    "int",
    "varchar(20)",
    "timestamp with time zone",
    "text[]",
    'text COLLATE "C"',
    "text COLLATE public.plain",
    "text COLLATE plain",
    "double precision",
    '"char"',
    "citext",
    "public.percent",
    "pair[]",
    "mood",
    "t",
    "int4range",
    "information_schema.sql_identifier",
  ])("are there: %s", async (type) => {
    expect(await said(`ALTER TABLE t ADD COLUMN c ${type}`)).toBeNull();
    expect(await said(`CREATE TABLE made (id bigserial PRIMARY KEY, c ${type})`)).toBeNull();
  });

  it.each([
    ["ALTER TABLE t ADD COLUMN c textt", "there is no type textt; did you mean text"],
    ["ALTER TABLE t ADD COLUMN c integr", "integer"],
    [
      "ALTER TABLE t ALTER COLUMN name TYPE public.percnt",
      "there is no type public.percnt; did you mean percent?",
    ],
    ['ALTER TABLE t ALTER COLUMN name TYPE text COLLATE "de-x-icuu"', 'there is no collation "de-x-icuu"'],
    ["CREATE TABLE made (id int, c jsonbb)", "jsonb"],
    ["ALTER TABLE t ADD COLUMN c pg_catalog.mood", "there is no type pg_catalog.mood"],
  ])("are not there: %s", async (sql, message) => {
    expect(await said(sql)).toContain(message);
  });

  it("get the schema in front that our sessions would not find them without", async () => {
    const sql = `ALTER TABLE t ADD COLUMN c citext COLLATE plain`;
    const read = await understandChange({ sql }, await db.catalog());
    expect(read).toMatchObject({ value: [{ type: "public.citext COLLATE public.plain" }] });
  });

  it("may be made by the script itself", async () => {
    expect(
      await said("CREATE DOMAIN public.made_here AS int; ALTER TABLE t ADD COLUMN c made_here"),
    ).toBeNull();
    expect(await said("CREATE TYPE here AS ENUM ('a'); ALTER TABLE t ADD COLUMN c here")).toBeNull();
  });
});
