import { once } from "node:events";
import { afterEach, describe, expect, it } from "vitest";
import { verifyAudit } from "../audit/verify";
import { requestResume } from "../store/runs";
import type { RunRecord } from "../store/schema";
import { listToolRecords } from "../store/tool-records";
import { TARGET_MAJORS } from "../testing/server-addresses";
import { RECORD_CRASH_POINTS } from "./crashpoint";
import { dispatchRun } from "./dispatch";
import { countOf } from "./fixture-rows";
import { createWorld, type World, type WorldOptions } from "./fixture-world";

let world: World;
afterEach(async () => {
  await world?.close();
});

/** Knex as it makes its tables, with one migration of the team's. */
const KNEX = `CREATE TABLE public.knex_migrations (id serial PRIMARY KEY, name varchar(255), batch integer, migration_time timestamptz);
  CREATE TABLE public.knex_migrations_lock ("index" serial PRIMARY KEY, is_locked integer);
  INSERT INTO public.knex_migrations (name, batch, migration_time) VALUES ('1_team.js', 1, now());
  INSERT INTO public.knex_migrations_lock (is_locked) VALUES (0);`;

async function knexWorld(options: WorldOptions = {}): Promise<void> {
  world = await createWorld({ rows: 300, prepare: KNEX, ...options });
}

const recordOf = (...names: string[]): RunRecord => ({
  tool: "knex",
  history: "public.knex_migrations",
  migrations: names.map((name) => ({ name })),
  before: null,
  recordId: null,
});
const EXPAND = recordOf("2_expand_1.js", "2_expand_2.js");
const BACKFILL = recordOf("3_backfill.js");

const names = async () =>
  (
    await world.target.query<{ name: string }>("SELECT name FROM public.knex_migrations ORDER BY id")
  ).rows.map(({ name }) => name);
const records = () => listToolRecords(world.store.db, world);
const standing = async () => (await records()).filter(({ forgottenAt }) => forgottenAt === null);

/** As a run back is started: with the record that stands for the phase. */
async function takeBack(phaseId: string): Promise<string> {
  const record = (await standing()).find((one) => one.phaseId === phaseId);
  if (!record) throw new Error(`${phaseId} is not recorded`);
  const { id: recordId, tool, history, written: migrations, before } = record;
  return world.start(phaseId, "down", { tool, history, migrations, before, recordId });
}

async function succeeds(runId: string): Promise<void> {
  expect(await world.finish(runId)).toMatchObject({ state: "succeeded", error: null });
}

async function resume(runId: string, choice: string): Promise<void> {
  await world.store.db.transaction(async (tx) => {
    expect((await requestResume(tx, runId, { choice })).ok).toBe(true);
    await dispatchRun(tx, runId);
  });
}

const actions = async () =>
  (
    await world.store.pool.query<{ action: string }>(
      "select action from audit_events where action like 'record.%' order by seq",
    )
  ).rows.map(({ action }) => action);

describe.each(TARGET_MAJORS)("a run that records, on PostgreSQL %i", (major) => {
  it("writes the tool's rows in the transaction of the last step, and takes exactly those away with the revert", async () => {
    await knexWorld({ server: major });
    await world.worker();
    await succeeds(await world.start("expand", "up", EXPAND));
    expect(await names()).toEqual(["1_team.js", "2_expand_1.js", "2_expand_2.js"]);
    const writers = `(SELECT xmin::text FROM public.knex_migrations WHERE name LIKE '2%'
      UNION SELECT xmin::text FROM interlock.ledger WHERE step_id IN ('dual-write', 'record')) AS writers`;
    expect(await countOf(world, writers)).toBe(1);
    expect(await standing()).toMatchObject([
      { phaseId: "expand", migrations: ["2_expand_1.js", "2_expand_2.js"], before: ["1_team.js"] },
    ]);

    await succeeds(await world.start("backfill", "up", BACKFILL));
    expect(await names()).toEqual(["1_team.js", "2_expand_1.js", "2_expand_2.js", "3_backfill.js"]);
    await world.target.query("INSERT INTO public.knex_migrations (name, batch) VALUES ('4_team.js', 9)");
    await succeeds(await takeBack("backfill"));
    await succeeds(await takeBack("expand"));
    expect(await names()).toEqual(["1_team.js", "4_team.js"]);
    expect(await standing()).toEqual([]);
    expect(await actions()).toEqual([
      ...["record.intended", "record.written", "record.intended", "record.written"],
      ...["record.intended", "record.forgotten", "record.intended", "record.forgotten"],
    ]);
    expect((await verifyAudit(world.store.db)).ok).toBe(true);
  });
});

/** Runs it with a worker that dies at the point; answers when it is dead. */
async function dieAt(point: string): Promise<void> {
  const child = world.spawnWorker({ INTERLOCK_CRASHPOINT: point });
  const [, signal] = await once(child, "exit");
  expect(signal, point).toBe("SIGKILL");
}

async function expectOnce(runId: string, rows: readonly string[], point: string): Promise<void> {
  const next = await world.worker();
  await succeeds(runId);
  expect(await names(), point).toEqual(["1_team.js", ...rows]);
  expect((await standing()).map(({ migrations }) => migrations).at(-1), point).toEqual(rows);
  const back = await takeBack((await world.run(runId)).phaseId);
  await succeeds(back);
  expect(await names(), point).toEqual(["1_team.js"]);
  await next.stop();
}

describe("a worker that is killed", () => {
  it("has neither the step nor the rows before the commit, and both after it", async () => {
    await knexWorld();
    // The last of two steps, each in a transaction.
    for (const point of ["before-send:2", "before-commit:2", "after-commit:2", "record-committed"]) {
      const runId = await world.start("expand", "up", EXPAND);
      await dieAt(point);
      const isCommitted = point.startsWith("after") || point.startsWith("record");
      expect(await countOf(world, "pg_trigger WHERE tgname LIKE '%interlock%'"), point).toBe(
        isCommitted ? 1 : 0,
      );
      expect((await names()).length, point).toBe(isCommitted ? 3 : 1);
      expect(await standing(), point).toEqual([]);
      await expectOnce(runId, ["2_expand_1.js", "2_expand_2.js"], point);
    }
  });

  it("writes the rows once where the last step has no transaction of its own", async () => {
    await knexWorld();
    const worker = await world.worker();
    await succeeds(await world.start("expand"));
    await worker.stop();
    for (const point of RECORD_CRASH_POINTS) {
      const runId = await world.start("backfill", "up", BACKFILL);
      await dieAt(point);
      expect(await countOf(world, "pg_index WHERE indexrelid = to_regclass('public.people_name_idx')")).toBe(
        1,
      );
      expect((await names()).length, point).toBe(point === "record-committed" ? 2 : 1);
      await expectOnce(runId, ["3_backfill.js"], point);
    }
  });

  it("takes the rows away once", async () => {
    await knexWorld();
    for (const point of ["before-commit:2", "after-commit:2", "record-committed"]) {
      const worker = await world.worker();
      await succeeds(await world.start("expand", "up", EXPAND));
      await worker.stop();
      const back = await takeBack("expand");
      await dieAt(point);
      expect((await names()).length, point).toBe(point.startsWith("before") ? 3 : 1);
      const next = await world.worker();
      await succeeds(back);
      await next.stop();
      expect(await names(), point).toEqual(["1_team.js"]);
      expect(await standing(), point).toEqual([]);
    }
  });
});

describe("a tool that would not take the record", () => {
  const untouched = async () => expect(await countOf(world, "interlock.ledger")).toBe(0);

  it.each([
    {
      why: "it is in the middle of a run",
      spoil: "UPDATE public.knex_migrations_lock SET is_locked = 1",
      mend: "UPDATE public.knex_migrations_lock SET is_locked = 0",
      says: /in the middle of a run/,
    },
    {
      why: "its table is gone",
      spoil: "ALTER TABLE public.knex_migrations RENAME TO elsewhere",
      mend: "ALTER TABLE public.elsewhere RENAME TO knex_migrations",
      says: /knex_migrations.* does not exist/,
    },
    {
      why: "it has one of the rows",
      spoil: "INSERT INTO public.knex_migrations (name) VALUES ('2_expand_2.js')",
      mend: "DELETE FROM public.knex_migrations WHERE name = '2_expand_2.js'",
      says: /has 2_expand_2.js already/,
    },
    {
      why: "our role may not write there",
      spoil:
        "ALTER TABLE public.knex_migrations OWNER TO CURRENT_USER; GRANT SELECT ON public.knex_migrations TO PUBLIC",
      mend: "GRANT ALL ON public.knex_migrations, public.knex_migrations_id_seq TO PUBLIC",
      says: /permission denied for table knex_migrations/,
    },
  ])("stops the run before its first step where $why", async ({ spoil, mend, says }) => {
    await knexWorld();
    await world.target.query(spoil);
    await world.worker();
    const runId = await world.start("expand", "up", EXPAND);
    const paused = await world.finish(runId);
    expect(paused).toMatchObject({ state: "paused", reason: { code: "tool.refuses", waitsFor: "person" } });
    expect(paused.reason?.message).toMatch(says);
    expect(paused.reason?.choices.map(({ id }) => id)).toEqual(["check-again", "without-record", "abort"]);
    expect(paused.preflight?.items.find(({ code }) => code === "tool.record")?.status).toBe("error");
    await untouched();
    await world.target.query(mend);
    await resume(runId, "check-again");
    await succeeds(runId);
    expect(await names()).toEqual(["1_team.js", "2_expand_1.js", "2_expand_2.js"]);
  });

  it("is waited for without holding any lock, and what it wrote meanwhile is not ours to take away", async () => {
    await knexWorld();
    await world.worker();
    const app = await world.session();
    await app.query("BEGIN; SELECT 1 FROM public.people LIMIT 1");
    const runId = await world.start("expand", "up", EXPAND);
    await world.until(runId, (run) => run.steps[0]?.state === "waiting");
    await world.target.query(
      "UPDATE public.knex_migrations_lock SET is_locked = 1; INSERT INTO public.knex_migrations (name) VALUES ('2_team.js')",
    );
    await app.query("COMMIT");
    const isTold = async () =>
      (await world.events(runId)).some(
        ({ type, data }) => type === "attempt" && data.message.includes("holds its own lock"),
      );
    await expect.poll(isTold, { timeout: 60_000 }).toBe(true);
    expect(
      await countOf(
        world,
        "pg_locks l JOIN pg_class c ON c.oid = l.relation WHERE c.relname = 'people' AND l.mode = 'AccessExclusiveLock'",
      ),
    ).toBe(0);
    await world.target.query("UPDATE public.knex_migrations_lock SET is_locked = 0");
    await succeeds(runId);
    expect(await names()).toEqual(["1_team.js", "2_team.js", "2_expand_1.js", "2_expand_2.js"]);
    expect((await standing())[0]).toMatchObject({ before: ["1_team.js", "2_team.js"] });
    await succeeds(await takeBack("expand"));
    expect(await names()).toEqual(["1_team.js", "2_team.js"]);
  });
});
