import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { afterAll, beforeAll, expect, it } from "vitest";
import { Plan } from "@/lib/contracts/plan";
import { RehearsalReport } from "@/lib/contracts/rehearsal";
import { createTestDatabase, type TestDatabase } from "@/lib/testing/postgres";

let database: TestDatabase;
let folder: string;

beforeAll(async () => {
  database = await createTestDatabase(18);
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  await client.query("CREATE TABLE customers (id int PRIMARY KEY, full_name text NOT NULL)");
  await client.end();
  folder = mkdtempSync(join(tmpdir(), "interlock-cli-"));
});
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  await database?.drop();
});

function interlock(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  return new Promise((resolve) => {
    const env = { ...process.env, INTERLOCK_DATA_DIR: join(folder, "data") };
    execFile(process.execPath, ["bin/interlock.mjs", ...args], { env }, (error, out, err) =>
      resolve({ code: typeof error?.code === "number" ? error.code : 0, out, err }),
    );
  });
}

it("plans a sentence, a file of SQL and a change without a server, and exports what it planned", async () => {
  const rename = "rename customers.full_name to name";
  const { code, out } = await interlock("plan", rename, "--database", database.url);
  expect(code).toBe(0);
  const plan = Plan.parse(JSON.parse(out));
  expect(plan.nodes.map(({ id }) => id)).toContain("contract");

  const sql = join(folder, "change.sql");
  writeFileSync(sql, "BEGIN;\nALTER TABLE customers RENAME full_name TO name;\nCOMMIT;\n");
  const change = join(folder, "change.json");
  writeFileSync(change, JSON.stringify({ title: rename, sentence: rename }));
  for (const args of [
    ["--sql", sql],
    ["--change", change],
  ]) {
    const again = await interlock("plan", ...args, "--database", database.url);
    expect(Plan.parse(JSON.parse(again.out)).hash).toBe(plan.hash);
  }

  const file = join(folder, "plan.json");
  writeFileSync(file, out);
  const to = join(folder, "repository");
  const exported = await interlock("export", "--plan", file, "--tool", "dbmate", "--out", to);
  expect([exported.code, exported.err]).toEqual([0, ""]);
  const first = exported.out.split("\n").find((line) => line.endsWith("_expand.sql")) ?? "";
  expect(readFileSync(join(to, first.trim()), "utf8")).toContain("-- migrate:up");
  expect((await interlock("export", "--plan", file, "--tool", "dbmate", "--out", to)).code).toBe(2);

  mkdirSync(join(to, "db/meta"), { recursive: true });
  const team = { id: "team", version: "7", dialect: "postgresql", tables: {} };
  writeFileSync(join(to, "db/meta/0003_snapshot.json"), JSON.stringify(team));
  const place = ["--out", to, "--directory", "db", "--phase", "expand"];
  const continued = await interlock("export", "--plan", file, "--tool", "drizzle", ...place);
  expect([continued.code, continued.err]).toEqual([0, ""]);
  expect(JSON.parse(readFileSync(join(to, "db/meta/0004_snapshot.json"), "utf8")).prevId).toBe("team");

  const sum = join(to, "sums/atlas.sum");
  mkdirSync(join(to, "sums"));
  writeFileSync(sum, `h1:${createHash("sha256").digest("base64")}\n`);
  for (const phase of ["expand", "contract"]) {
    const at = ["--out", to, "--directory", "sums", "--phase", phase];
    const atlas = await interlock("export", "--plan", file, "--tool", "atlas", ...at);
    expect([atlas.code, atlas.err]).toEqual([0, ""]);
  }
  const listed = readFileSync(sum, "utf8").trimEnd().split("\n").slice(1);
  const there = readdirSync(join(to, "sums")).filter((name) => name.endsWith(".sql"));
  expect(listed.map((line) => line.split(" ")[0])).toEqual(there.sort());
});

it("prints the plan as SQL that parses again and as Markdown", async () => {
  const args = ["plan", "add column customers.note text", "--database", database.url, "--format"];
  expect((await interlock(...args, "sql")).out).toContain(
    "ALTER TABLE public.customers ADD COLUMN note text;",
  );
  expect((await interlock(...args, "markdown")).out).toMatch(/^# add column customers\.note text\n/);
});

it.each([
  [["plan", "--database", "x"], /exactly one of/],
  [["plan", "frobnicate the table"], /required option '--database/],
])("says wrong use with 2: %j", async (args, text) => {
  const { code, err } = await interlock(...args);
  expect([code, text.test(err)]).toEqual([2, true]);
});

it("says what is not understood, with 2", async () => {
  const { code, err } = await interlock("plan", "drop column customers.nme", "--database", database.url);
  expect([code, err]).toEqual([2, expect.stringMatching(/no column nme/)]);
});

it("reviews only what the tool's history in the database does not have, from what is there", async () => {
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  await client.query(
    "CREATE TABLE goose_db_version (id serial, version_id bigint NOT NULL, is_applied boolean NOT NULL, tstamp timestamp DEFAULT now())",
  );
  await client.query(
    "INSERT INTO goose_db_version (version_id, is_applied) VALUES (0, true), (1, true), (3, true)",
  );
  await client.end();
  const goose = join(folder, "goose");
  mkdirSync(goose);
  const down = "-- +goose Down\nDROP TABLE customers;\n";
  writeFileSync(join(goose, "00001_init.sql"), `-- +goose Up\nDROP TABLE customers;\n${down}`);
  writeFileSync(join(goose, "00002_late.sql"), `-- +goose Up\nSELECT 1;\n${down}`);
  writeFileSync(join(goose, "00003_done.sql"), `-- +goose Up\nDROP TABLE customers;\n${down}`);
  writeFileSync(
    join(goose, "00004_next.sql"),
    `-- +goose Up\nALTER TABLE customers ALTER COLUMN full_name SET NOT NULL;\n${down}`,
  );
  const { code, out } = await interlock("review", goose, "--database", database.url);
  const [first, second, third] = out.split("\n");
  expect(first).toBe(`goose in ${goose} (by -- +goose Up): 2 pending of 4 migrations`);
  expect(second).toBe(`${join(goose, "00002_late.sql")}:1:1 warning late-migration`);
  expect(third).toContain("goose refuses it");
  expect(out).not.toContain("drop-table");
  // NOT NULL already: nothing is read, so nothing is unsafe.
  expect([code, out]).toEqual([0, expect.not.stringContaining("error set-not-null")]);
});

it("rehearses a plan on a server of its own, and on one that is named", async () => {
  const file = join(folder, "rehearsed.json");
  writeFileSync(
    file,
    (await interlock("plan", "rename customers.full_name to name", "--database", database.url)).out,
  );
  const queries = join(folder, "queries.sql");
  writeFileSync(queries, "SELECT full_name FROM customers; SELECT id FROM customers;");
  const said = ["rehearse", "--plan", file, "--database", database.url, "--queries", queries];
  const text = await interlock(...said);
  expect([text.code, text.err]).toEqual([0, ""]);
  expect(text.out).toContain("1 work throughout, 1 break, 0 not checked");
  expect(text.out).toContain("after contract: SELECT full_name FROM customers");

  const json = await interlock(...said, "--shadow", database.adminUrl, "--format", "json");
  expect(json.code).toBe(0);
  expect(RehearsalReport.parse(JSON.parse(json.out))).toMatchObject({ passed: true, missing: [] });
  const wrong = await interlock(...said, "--shadow", database.adminUrl.replace(/:\d+\//, ":1/"));
  expect([wrong.code, wrong.out]).toEqual([2, ""]);
  expect(wrong.err).toContain("--shadow: ");
});
