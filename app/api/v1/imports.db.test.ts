import { randomBytes } from "node:crypto";
import pg from "pg";
import { afterAll, beforeAll, expect, it } from "vitest";
import { ensureFirstAdmin } from "@/lib/auth/first-admin";
import type { MigrationImport } from "@/lib/contracts/import";
import { SAMPLES } from "@/lib/interop/sample-repositories.fixture";
import { setStore } from "@/lib/store/client";
import { createTestStore } from "@/lib/testing/control-plane";
import { createTestDatabase, type TestDatabase } from "@/lib/testing/postgres";
import { callApi, makePeople } from "./call-api";

const ADMIN = { email: "admin@example.org", password: "correct horse battery", apiKey: "k".repeat(32) };
const environment = { ...process.env };
let control: Awaited<ReturnType<typeof createTestStore>>;
let database: TestDatabase;
let viewer: string;
let environmentId: string;

beforeAll(async () => {
  process.env.INTERLOCK_SECRET_KEY = randomBytes(32).toString("base64");
  control = await createTestStore();
  setStore(control.store);
  await ensureFirstAdmin(control.store, ADMIN);
  viewer = (await makePeople(ADMIN.apiKey, { viewer: "viewer" })).viewer;
  database = await createTestDatabase(18);
  const team = new pg.Client({ connectionString: database.url });
  await team.connect();
  await team.query(`CREATE TABLE users (id int PRIMARY KEY, email text NOT NULL, seen_at timestamptz);
    CREATE TABLE ar_internal_metadata (key varchar PRIMARY KEY, value varchar);
    CREATE TABLE schema_migrations (version varchar PRIMARY KEY);
    INSERT INTO schema_migrations VALUES ('20260101000000')`);
  await team.end();
  const added = await callApi(ADMIN.apiKey, "POST", "/environments", {
    name: "production",
    tier: "production",
    connectionString: database.url,
  });
  environmentId = String(added.body.id);
});

afterAll(async () => {
  setStore(undefined);
  process.env = environment;
  await control?.drop();
  await database?.drop();
});

async function imported(body: unknown): Promise<MigrationImport> {
  const { status, body: answer } = await callApi(viewer, "POST", "/imports", body);
  expect(status).toBe(200);
  return answer as unknown as MigrationImport;
}

const { files } = SAMPLES.rails;

it("reviews what the environment's history does not have, from what is there", async () => {
  const { tool, history, tools, migrations } = await imported({ files, environmentId });
  expect([tool, history]).toEqual(["rails", "public.schema_migrations"]);
  expect(tools).toMatchObject([{ label: "Rails", directory: "db/migrate", total: 3, pending: 2 }]);
  expect(migrations.map(({ isApplied, review }) => [isApplied, review !== null])).toEqual([
    [true, false],
    [false, true],
    [false, true],
  ]);
  const [, index, more] = migrations;
  expect(index?.sql).toContain("CREATE INDEX CONCURRENTLY users_email_idx");
  expect(index?.review?.statements.flatMap(({ locks }) => locks)).toContainEqual({
    relation: "public.users",
    mode: "ShareUpdateExclusiveLock",
  });
  expect(more?.review?.statements.map(({ kind, line, unknown }) => [kind, line, unknown])).toEqual([
    ["Code", 3, true],
    ["Code", 4, true],
    ["Code", 7, true],
  ]);
});

it("reviews all where nothing says what has run, or what is asked for", async () => {
  const all = await imported({ files });
  expect(all.migrations.map(({ isApplied, review }) => [isApplied, review !== null])).toEqual([
    [null, true],
    [null, true],
    [null, true],
  ]);
  const one = await imported({ files, environmentId, only: ["20260101000000"] });
  expect(one.migrations.map(({ review }) => review !== null)).toEqual([true, false, false]);
  const plain = await imported({ files: SAMPLES.dbmate.files, tool: "sql" });
  expect(plain.tool).toBe("sql");
  expect(await imported({ files: [{ path: "README.md", content: "" }] })).toMatchObject({
    tool: null,
    migrations: [],
  });
});

it("says what is recorded as run and is not in the database, where the files say it plainly", async () => {
  const history = (await imported({ files, environmentId })).recordedButMissing;
  // The migration that has run is code: what it would have left is not known.
  expect(history).toBeNull();
  const team = new pg.Client({ connectionString: database.url });
  await team.connect();
  await team.query(`CREATE TABLE goose_db_version (id serial, version_id bigint NOT NULL, is_applied boolean NOT NULL, tstamp timestamp);
    INSERT INTO goose_db_version (version_id, is_applied) VALUES (0, true), (1, true), (2, true)`);
  await team.end();
  const goose = [
    [
      "1_users.sql",
      "CREATE TABLE users (id int PRIMARY KEY, email text, nick text); CREATE TABLE gone (id int);",
    ],
    ["2_more.sql", "CREATE INDEX users_nick_idx ON users (nick); CREATE TABLE old (id int); DROP TABLE old;"],
    ["3_next.sql", "CREATE TABLE next (id int);"],
  ].map(([path = "", sql]) => ({ path, content: `-- +goose Up\n${sql}\n` }));
  const { recordedButMissing, tools } = await imported({ files: goose, environmentId });
  expect(tools).toMatchObject([{ tool: "goose", total: 3, pending: 1 }]);
  expect(recordedButMissing).toEqual([
    "column public.users.nick",
    "index public.users_nick_idx",
    "table public.gone",
  ]);
});

it("refuses more than it can read in one go, and an environment that is not there", async () => {
  const big = await callApi(viewer, "POST", "/imports", {
    files: [{ path: "a.sql", content: " ".repeat(2_000_001) }],
  });
  expect(big.status).toBe(422);
  const nowhere = await callApi(viewer, "POST", "/imports", {
    files,
    environmentId: "env_00000000000000000000",
  });
  expect(nowhere.status).toBe(404);
});
