import { beforeAll, describe, expect, it } from "vitest";
import type { ToolId } from "@/lib/contracts/interop";
import { loadParser, parseSql } from "@/lib/sql/parse";
import { importMigrations } from "../import-pending";

beforeAll(loadParser);

/** What is read of one file: `line statement` for SQL, `line ? code` for what is not known. */
function read(tool: ToolId, path: string, content: string): string[] {
  const file = { path, content };
  const [migration] = importMigrations({ tool, migrations: [file] }, [file], null);
  if (!migration) throw new Error("no migration");
  const said = migration.parts.flatMap(({ sql }) => {
    const parsed = parseSql(sql);
    if (!parsed.ok) throw new Error(parsed.failure.message);
    return parsed.value.map(({ line, sql: text }) => `${line} ${text.replace(/\s+/g, " ")}`);
  });
  return [...said, ...migration.unread.map(({ line, code }) => `${line} ? ${code.trim()}`)];
}

describe("JavaScript", () => {
  const up = (body: string) => read("knex", "1.js", `exports.up = async (knex) => {\n${body}\n};\n`);

  it.each([
    [
      "a function of a module",
      "export async function up(knex: Knex): Promise<void> {\n  return knex.raw('SELECT 1');\n}",
    ],
    [
      "an arrow without a block",
      "exports.up = knex =>\n  knex.raw('SELECT 1');\nexports.down = () => knex.raw('SELECT 2');",
    ],
    [
      "a method",
      "module.exports = {\n  up(knex) { return knex.schema.raw('SELECT 1') },\n  down(knex) { return knex.raw('SELECT 2') } };",
    ],
    [
      "a constant with a type",
      "export const up: Migration = async (knex) => {\n  await knex.raw('SELECT 1') };",
    ],
  ])("finds up as %s", (_, code) => {
    expect(read("knex", "1.ts", code)).toEqual(["2 SELECT 1"]);
  });

  it.each([
    ["await knex.raw('SELECT 1').raw(`SELECT 2`);", ["2 SELECT 1", "2 SELECT 2"]],
    [
      "await knex.raw('SELECT 1') // it's fine\n  await knex.raw(\"SELECT 'it''s'\")",
      ["2 SELECT 1", "3 SELECT 'it''s'"],
    ],
    ["await knex.raw('SELECT \\'a\\'');", ["2 SELECT 'a'"]],
    ["await knex.raw('SELECT 1 -- last');\nawait knex.raw('SELECT 2');", ["2 SELECT 1", "3 SELECT 2"]],
    ["const lock = /'/.test(x) ? 1 : 2;", ["2 ? const lock = /'/.test(x) ? 1 : 2;"]],
    ["await knex.raw('UPDATE t SET a = ?', [1]);", ["2 ? await knex.raw('UPDATE t SET a = ?', [1]);"]],
    ["const sql = 'SELECT 1';\nawait knex.raw(sql);", ["3 ? await knex.raw(sql);"]],
    ["for (const t of ts) {\n  await knex.raw('SELECT 1');\n}", ["2 ? for (const t of ts) {"]],
    ["await knex.raw('hello');", ["2 ? await knex.raw('hello');"]],
    [
      "await knex.raw('SELECT 1').then(() => drop());",
      ["2 ? await knex.raw('SELECT 1').then(() => drop());"],
    ],
    ["await knex.raw('-- why\\nSELECT 1');", ["2 ? await knex.raw('-- why\\nSELECT 1');"]],
  ])("%s", (body, expected) => {
    expect(up(body)).toEqual(expected);
  });

  it("says where there is no up", () => {
    expect(read("knex", "1.js", "// knex\nmodule.exports = make();")).toEqual([
      "2 ? module.exports = make();",
    ]);
  });
});

describe("Ruby", () => {
  const up = (body: string) =>
    read("rails", "1_x.rb", `class X < ActiveRecord::Migration[7.1]\n  def change\n${body}\n  end\nend\n`);

  it.each([
    [
      "    reversible do |dir|\n      dir.up do\n        execute 'SELECT 1'\n      end\n      dir.down do\n        execute 'SELECT 2'\n      end\n    end",
      ["5 SELECT 1"],
    ],
    ['    reversible { |dir| dir.up { execute "SELECT 1" } }', ["3 SELECT 1"]],
    [
      "    execute <<-SQL.squish\n      SELECT '#1',\n        2\n    SQL\n    execute %q(SELECT (3))",
      ["4 SELECT '#1', 2", "7 SELECT (3)"],
    ],
    ['    execute(\n      "SELECT 1"\n    )', ["4 SELECT 1"]],
    ['    execute sql\n    execute "SELECT #{x}"', ["3 ? execute sql", '4 ? execute "SELECT #{x}"']],
    [
      "    unless index_exists?(:a, :b)\n      execute 'SELECT 1'\n    end\n    execute 'SELECT 2'",
      ["6 SELECT 2", "3 ? unless index_exists?(:a, :b)"],
    ],
    [
      "    change_table :a, bulk: true do |t|\n      t.string :b\n    end",
      ["3 ? change_table :a, bulk: true do |t|"],
    ],
  ])("%s", (body, expected) => {
    expect(up(body)).toEqual(expected);
  });
});

describe("Python", () => {
  const up = (body: string) =>
    read(
      "alembic",
      "x.py",
      `revision = "a"\ndown_revision = None\ndef upgrade():\n${body}\n\ndef downgrade():\n    op.execute("SELECT 9")\n`,
    );

  it.each([
    ["    op.execute('SELECT 1'); pass", ["4 ? op.execute('SELECT 1'); pass"]],
    ["    op.execute(r'''SELECT\n  '\\d' ''')", ["4 SELECT '\\d'"]],
    ['    op.execute("SELECT \'{\\"a\\"\\\\:1}\'")', ["4 SELECT '{\"a\":1}'"]],
    ['    op.execute(f"SELECT {x}")', ['4 ? op.execute(f"SELECT {x}")']],
    ["    op.execute('UPDATE t SET a = :value')", ["4 ? op.execute('UPDATE t SET a = :value')"]],
    [
      "    if x:\n        op.execute('SELECT 1')\n    op.get_bind().execute(sa.text('SELECT 2'))",
      ["6 SELECT 2", "4 ? if x:"],
    ],
  ])("%s", (body, expected) => {
    expect(up(body)).toEqual(expected);
  });
});
