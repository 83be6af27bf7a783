import { createHash } from "node:crypto";
import { crc32 } from "node:zlib";
import pg from "pg";
import { afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { ExportedFile, ToolId } from "../contracts/interop";
import type { Plan } from "../contracts/plan";
import { exportPlan } from "../interop/export-plan";
import { loadParser } from "../sql/parse";
import { shop } from "../testing/catalog-fixture";
import { planOfSentence } from "../testing/plan-of-sentence";
import { createTestDatabase, type TestDatabase } from "../testing/postgres";
import { findToolHistories, forgetMigrations, recorderOf, recordMigrations } from "./tool-history";

/** A history as the tool itself made it, with one migration of the team's: for tools that npm and Debian do not have. */
interface Kept {
  /** The tool's own DDL, and its row. */
  readonly made: string;
  readonly newest: string;
  /** Rows that the tool would have written for our files, and nothing that changes from run to run. */
  readonly rows: (files: readonly ExportedFile[]) => readonly unknown[];
  readonly ask: string;
  /** A migration that the team ran after ours. */
  readonly later: string;
  /** What another run of the tool holds; null where it holds nothing. */
  readonly lock: ((database: string) => string) | null;
}

const sqlOf = (files: readonly ExportedFile[], ending: string) =>
  files.filter(({ path }) => path.endsWith(ending));
const advisory = (key: bigint | number) => `SELECT pg_advisory_lock(${key})`;

const sha1 = (text: string) => createHash("sha1").update(text).digest("hex");
const SQITCH_NEWEST = "bc14c0cc075ec9d1e799490dcf7761621e51d537";

const KEPT: Partial<Record<ToolId, Kept>> = {
  goose: {
    made: `CREATE TABLE goose_db_version (id serial PRIMARY KEY, version_id bigint NOT NULL, is_applied boolean NOT NULL, tstamp timestamp DEFAULT now());
      INSERT INTO goose_db_version (version_id, is_applied) VALUES (0, true), (7, true)`,
    newest: "00007_team.sql",
    ask: "SELECT version_id::int AS version, is_applied, tstamp IS NOT NULL AS timed FROM goose_db_version WHERE version_id > 7 ORDER BY id",
    rows: (files) => files.map((_, at) => ({ version: 8 + at, is_applied: true, timed: true })),
    later: "INSERT INTO goose_db_version (version_id, is_applied) VALUES (100, true)",
    lock: null,
  },
  "golang-migrate": {
    made: `CREATE TABLE schema_migrations (version bigint NOT NULL PRIMARY KEY, dirty boolean NOT NULL);
      INSERT INTO schema_migrations VALUES (7, false)`,
    newest: "000007_team.up.sql",
    ask: "SELECT version::int, dirty FROM schema_migrations",
    rows: (files) => [{ version: 7 + sqlOf(files, ".up.sql").length, dirty: false }],
    later: "UPDATE schema_migrations SET version = 100",
    lock: (database) =>
      advisory((BigInt(crc32(`public\0schema_migrations\0${database}`)) * 1486364155n) % 2n ** 32n),
  },
  flyway: {
    made: `CREATE TABLE flyway_schema_history ("installed_rank" INT NOT NULL, "version" VARCHAR(50), "description" VARCHAR(200) NOT NULL,
        "type" VARCHAR(20) NOT NULL, "script" VARCHAR(1000) NOT NULL, "checksum" INTEGER, "installed_by" VARCHAR(100) NOT NULL,
        "installed_on" TIMESTAMP NOT NULL DEFAULT now(), "execution_time" INTEGER NOT NULL, "success" BOOLEAN NOT NULL);
      ALTER TABLE flyway_schema_history ADD CONSTRAINT "flyway_schema_history_pk" PRIMARY KEY ("installed_rank");
      CREATE INDEX "flyway_schema_history_s_idx" ON flyway_schema_history ("success");
      INSERT INTO flyway_schema_history VALUES (1, '7', 'team', 'SQL', 'V7__team.sql', 1, current_user, now(), 5, true)`,
    newest: "V7__team.sql",
    ask: "SELECT installed_rank, version, description, type, script, checksum, success FROM flyway_schema_history WHERE version <> '7' ORDER BY 1",
    rows: (files) =>
      sqlOf(files, ".sql")
        .filter(({ path }) => /\/V/.test(path))
        .map(({ path, content }, at) => {
          const script = path.split("/").at(-1) ?? "";
          return {
            installed_rank: 2 + at,
            version: String(8 + at),
            description: script.slice(script.indexOf("__") + 2, -4).replaceAll("_", " "),
            type: "SQL",
            script,
            checksum: crc32(content.replaceAll("\n", "")) | 0,
            success: true,
          };
        }),
    later:
      "INSERT INTO flyway_schema_history VALUES (100, '100', 'later', 'SQL', 'V100__later.sql', 1, current_user, now(), 5, true)",
    lock: () => advisory(77433833903597),
  },
  prisma: {
    made: `CREATE TABLE _prisma_migrations (id varchar(36) PRIMARY KEY NOT NULL, checksum varchar(64) NOT NULL, finished_at timestamptz,
        migration_name varchar(255) NOT NULL, logs text, rolled_back_at timestamptz, started_at timestamptz NOT NULL DEFAULT now(),
        applied_steps_count integer NOT NULL DEFAULT 0);
      INSERT INTO _prisma_migrations (id, checksum, finished_at, migration_name, applied_steps_count) VALUES ('a', 'b', now(), '20200101000000_team', 1)`,
    newest: "20200101000000_team",
    ask: "SELECT migration_name, checksum, finished_at >= started_at AS finished, applied_steps_count FROM _prisma_migrations WHERE id <> 'a' ORDER BY started_at",
    rows: (files) =>
      sqlOf(files, "/migration.sql").map(({ path, content }) => ({
        migration_name: path.split("/").at(-2),
        checksum: createHash("sha256").update(content).digest("hex"),
        finished: true,
        applied_steps_count: 1,
      })),
    later:
      "INSERT INTO _prisma_migrations (id, checksum, finished_at, migration_name, applied_steps_count) VALUES ('c', 'd', now(), '20990101000000_later', 1)",
    lock: () => advisory(72707369),
  },
  // Made by 1.3 of two changes; their ids are Sqitch's own.
  sqitch: {
    made: `CREATE SCHEMA sqitch;
      CREATE TABLE sqitch.projects (project text PRIMARY KEY, uri text UNIQUE, created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
        creator_name text NOT NULL, creator_email text NOT NULL);
      CREATE TABLE sqitch.changes (change_id text PRIMARY KEY, script_hash text, change text NOT NULL,
        project text NOT NULL REFERENCES sqitch.projects(project) ON UPDATE CASCADE, note text NOT NULL DEFAULT '',
        committed_at timestamptz NOT NULL DEFAULT clock_timestamp(), committer_name text NOT NULL, committer_email text NOT NULL,
        planned_at timestamptz NOT NULL, planner_name text NOT NULL, planner_email text NOT NULL, UNIQUE (project, script_hash));
      CREATE TABLE sqitch.tags (tag_id text PRIMARY KEY, tag text NOT NULL,
        project text NOT NULL REFERENCES sqitch.projects(project) ON UPDATE CASCADE,
        change_id text NOT NULL REFERENCES sqitch.changes(change_id) ON UPDATE CASCADE, note text NOT NULL DEFAULT '',
        committed_at timestamptz NOT NULL DEFAULT clock_timestamp(), committer_name text NOT NULL, committer_email text NOT NULL,
        planned_at timestamptz NOT NULL, planner_name text NOT NULL, planner_email text NOT NULL, UNIQUE (project, tag));
      CREATE TABLE sqitch.dependencies (change_id text NOT NULL REFERENCES sqitch.changes(change_id) ON UPDATE CASCADE ON DELETE CASCADE,
        type text NOT NULL, dependency text NOT NULL, dependency_id text REFERENCES sqitch.changes(change_id) ON UPDATE CASCADE,
        PRIMARY KEY (change_id, dependency));
      CREATE TABLE sqitch.events (event text NOT NULL CHECK (event IN ('deploy', 'revert', 'fail', 'merge')), change_id text NOT NULL,
        change text NOT NULL, project text NOT NULL REFERENCES sqitch.projects(project) ON UPDATE CASCADE, note text NOT NULL DEFAULT '',
        requires text[] NOT NULL DEFAULT '{}', conflicts text[] NOT NULL DEFAULT '{}', tags text[] NOT NULL DEFAULT '{}',
        committed_at timestamptz NOT NULL DEFAULT clock_timestamp(), committer_name text NOT NULL, committer_email text NOT NULL,
        planned_at timestamptz NOT NULL, planner_name text NOT NULL, planner_email text NOT NULL, PRIMARY KEY (change_id, committed_at));
      INSERT INTO sqitch.projects VALUES ('shop', 'HTTPS://Example.COM/shop', '2020-02-01', 'A Team', 'team@example.com');
      INSERT INTO sqitch.changes VALUES
        ('c95873ef674263b3b9ac68bfaa511939387832f8', 'c607853f75cad9a0375f1bd3c72245dedaeae072', 'first', 'shop', 'first',
          '2020-02-01 10:00:00Z', 'A Team', 'team@example.com', '2020-01-01Z', 'A Team', 'team@example.com'),
        ('${SQITCH_NEWEST}', 'ed826b70947f4e16e1ed7f2a317a1d77990e8b4d', 'second', 'shop', E'Größe: a\\nline and \\\\ more',
          '2020-02-01 10:00:01Z', 'A Team', 'team@example.com', '2020-01-02Z', 'Zoë', 'zoe@example.com');
      INSERT INTO sqitch.dependencies VALUES
        ('${SQITCH_NEWEST}', 'require', 'first', 'c95873ef674263b3b9ac68bfaa511939387832f8'),
        ('${SQITCH_NEWEST}', 'conflict', 'store:never', NULL);
      INSERT INTO sqitch.events
        SELECT 'deploy', change_id, change, project, note, CASE change WHEN 'second' THEN '{first}' ELSE '{}' END::text[],
          CASE change WHEN 'second' THEN '{store:never}' ELSE '{}' END::text[], '{}', committed_at + interval '10 ms',
          committer_name, committer_email, planned_at, planner_name, planner_email FROM sqitch.changes`,
    newest: "shop:second",
    ask: `SELECT c.change_id, c.script_hash, c.project, c.change, c.note, c.planned_at AT TIME ZONE 'UTC' = '2026-01-02 03:04:05'::timestamp
        + interval '1 second' * (row_number() OVER (ORDER BY c.committed_at) - 1) AS planned, c.planner_name, e.event, e.requires, e.tags
      FROM sqitch.changes AS c LEFT JOIN sqitch.events AS e USING (change_id)
      WHERE c.committed_at > '2020-02-02' ORDER BY c.committed_at`,
    rows: (files) => {
      const lines = sqlOf(files, "").filter(({ path }) => path.startsWith("sqitch.plan."));
      let parent = SQITCH_NEWEST;
      return lines
        .flatMap(({ content }) => content.trimEnd().split("\n"))
        .filter((line) => !line.startsWith("#"))
        .map((line) => {
          const [change = "", date = ""] = line.split(" ");
          const note = line.slice(line.indexOf("# ") + 2);
          const text = `project shop\nuri https://example.com/shop\nchange ${change}\nparent ${parent}\nplanner Interlock <interlock@localhost>\ndate ${date}\n\n${note}`;
          const script = files.find(({ path }) => path === `deploy/${change}.sql`)?.content ?? "";
          parent = sha1(`change ${Buffer.byteLength(text)}\0${text}`);
          return {
            ...{ change_id: parent, script_hash: sha1(script), project: "shop", change, note },
            ...{ planned: true, planner_name: "Interlock", event: "deploy", requires: [], tags: [] },
          };
        });
    },
    later: `INSERT INTO sqitch.changes (change_id, script_hash, change, project, committer_name, committer_email, planned_at, planner_name, planner_email)
      VALUES ('d', 'e', 'later', 'shop', 'A', 'a@b.c', now(), 'A', 'a@b.c')`,
    lock: () => advisory(75474063),
  },
};

/** Tools that apply a file below the newest all the same. */
const FILLS_GAPS: readonly string[] = ["prisma"];

let plan: Plan;
let database: TestDatabase;
let client: pg.Client;
let other: pg.Client;

beforeAll(async () => {
  await loadParser();
  plan = await planOfSentence(shop(), "rename customers.full_name to name");
});
beforeEach(async () => {
  database = await createTestDatabase(18);
  client = new pg.Client({ connectionString: database.url });
  other = new pg.Client({ connectionString: database.url });
  await Promise.all([client.connect(), other.connect()]);
});
afterEach(async () => {
  await Promise.all([client.end(), other.end()]);
  await database.drop();
});

/** The expand and backfill phases, ready to be recorded in the only history there is. */
async function ready(tool: ToolId, { made, newest }: Kept) {
  await client.query(made);
  const [found] = await findToolHistories(client);
  const recorder = recorderOf(tool);
  const exported = exportPlan(plan, tool, { newest });
  if (!exported.ok || !recorder || found?.tool !== tool) throw new Error(`${tool} is not ready`);
  const { files } = exported.value;
  const migrations = recorder.migrations(files);
  return { files, change: { recorder, history: found.history, migrations } };
}

const all = async (history: string) =>
  (await client.query(`SELECT pg_catalog.to_jsonb(h) AS row FROM ${history} AS h ORDER BY 1`)).rows;

describe.each(Object.entries(KEPT) as [ToolId, Kept][])("%s", (tool, kept) => {
  it("gets the rows it would have written, once, and loses exactly those", async () => {
    const { files, change } = await ready(tool, kept);
    const start = await all(change.history);
    const recorded = await recordMigrations(client, change);
    if (!recorded.ok) throw new Error(recorded.failure);
    expect(kept.rows(files).length).toBeGreaterThan(0);
    expect((await client.query(kept.ask)).rows).toEqual(kept.rows(files));
    if (tool !== "golang-migrate") {
      const once = await all(change.history);
      expect((await recordMigrations(client, change)).ok).toBe(true);
      expect(await all(change.history)).toEqual(once);
    }
    expect((await forgetMigrations(client, { ...change, before: recorded.value })).ok).toBe(true);
    expect(await all(change.history)).toEqual(start);
  });

  it("is asked whether it would go on after the rows are gone", async () => {
    const { change } = await ready(tool, kept);
    const recorded = await recordMigrations(client, change);
    if (!recorded.ok) throw new Error(recorded.failure);
    await client.query(kept.later);
    const before = await all(change.history);
    const gone = await forgetMigrations(client, { ...change, before: recorded.value });
    expect(gone.ok).toBe(FILLS_GAPS.includes(tool));
    if (!gone.ok) expect(await all(change.history)).toEqual(before);
  });

  it("is not given rows below what it has applied, where it would never run them", async () => {
    const { change } = await ready(tool, kept);
    await client.query(kept.later);
    const before = await all(change.history);
    expect((await recordMigrations(client, change)).ok).toBe(FILLS_GAPS.includes(tool));
    if (!FILLS_GAPS.includes(tool)) expect(await all(change.history)).toEqual(before);
  });

  it("is left alone while another of its runs holds its lock, or writes where it has none", async () => {
    const { change } = await ready(tool, kept);
    const { rows } = await other.query<{ name: string }>("SELECT current_database() AS name");
    await other.query(kept.lock?.(rows[0]?.name ?? "") ?? `BEGIN; ${kept.later}`);
    const busy = await recordMigrations(client, change);
    expect(busy.ok ? null : busy.failure).toMatch(/in the middle of a run/);
    await other.query(kept.lock ? "SELECT pg_advisory_unlock_all()" : "ROLLBACK");
    expect((await recordMigrations(client, change)).ok).toBe(true);
  });
});

it("refuses what Prisma has begun and not finished, and keeps a failed row that was resolved", async () => {
  const kept = KEPT.prisma;
  if (!kept) throw new Error("no rows are kept of Prisma");
  const { change } = await ready("prisma", kept);
  const name = change.migrations.at(-1)?.name;
  await client.query(
    "INSERT INTO _prisma_migrations (id, checksum, migration_name) VALUES ('failed', 'x', $1)",
    [name],
  );
  const open = await recordMigrations(client, change);
  expect(open.ok ? null : open.failure).toMatch(/begun and not finished/);
  await client.query("UPDATE _prisma_migrations SET rolled_back_at = now() WHERE id = 'failed'");
  const start = await all(change.history);
  const recorded = await recordMigrations(client, change);
  if (!recorded.ok) throw new Error(recorded.failure);
  expect((await forgetMigrations(client, { ...change, before: recorded.value })).ok).toBe(true);
  expect(await all(change.history)).toEqual(start);
});
