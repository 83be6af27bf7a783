import { afterEach, describe, expect, it } from "vitest";
import { requestAbort, requestPause } from "../store/runs";
import { hasPgbouncer, startPgbouncer } from "../testing/pgbouncer";
import { startTcpProxy, type TcpProxy } from "../testing/tcp-proxy";
import { startTransactionPooler, type TransactionPooler } from "../testing/transaction-pooler";
import { fenceKeys } from "./fence";
import { RENAME_PLAN } from "./fixture-plan";
import { countOf, expectExactlyOnce, rowsDone, SLOW } from "./fixture-rows";
import { SEED, seededRandom } from "./fixture-seed";
import { createWorld, createWorldByProxy, type World, type WorldOptions } from "./fixture-world";

let world: World;
afterEach(async () => {
  await world?.close();
});

const count = (from: string) => countOf(world, from);
async function worldByProxy(options: WorldOptions): Promise<TcpProxy> {
  const made = await createWorldByProxy(options);
  world = made.world;
  return made.proxy;
}
/** A way to the control plane of the world. */
async function proxyToStore(): Promise<TcpProxy> {
  const proxy = await startTcpProxy(world.storeUrl);
  world.after(() => proxy.close());
  return proxy;
}
/** The fixture's plan with more statements in its first step. */
function planWith(sql: string): typeof RENAME_PLAN {
  const draft = structuredClone(RENAME_PLAN);
  const [node] = draft.nodes;
  if (node?.type !== "phase") throw new Error("no phase");
  node.steps[0]!.sql += `;\n${sql}`;
  return draft;
}

describe("an answer to a commit that got lost", () => {
  it("of a step is looked up in the ledger: the step is done, once", async () => {
    const proxy = await worldByProxy({ rows: 100 });
    await world.worker();
    for (const direction of ["up", "down"] as const)
      expect((await world.finish(await world.start("expand", direction))).state).toBe("succeeded");
    proxy.loseCommitAfter("INSERT INTO interlock.ledger");
    const runId = await world.start("expand");
    const run = await world.finish(runId);
    expect(run).toMatchObject({ state: "succeeded", error: null });
    expect(proxy.lost).toBe(1);
    expect(await count(`interlock.ledger WHERE run_id = '${runId}' AND step_id = 'add-column'`)).toBe(1);
    expect(run.steps.map((step) => step.attempts)).toEqual([1, 1]);
  });

  it("of a batch is decided by the cursor: every row is written once", async () => {
    const proxy = await worldByProxy({ rows: 8_000, policy: SLOW });
    await world.worker();
    await world.finish(await world.start("expand"));
    const runId = await world.start("backfill");
    for (const [i, least] of [500, 2_000, 4_000].entries()) {
      await world.until(runId, rowsDone(least));
      proxy.loseCommitAfter("UPDATE interlock.cursor");
      await expect.poll(() => proxy.lost, { timeout: 10_000 }).toBe(i + 1);
    }
    expect((await world.finish(runId)).state).toBe("succeeded");
    await expectExactlyOnce(world, 8_000);
  });
});

if (!hasPgbouncer) console.warn("The refusal of pgbouncer is not tried: it is not installed.");

/** `CUTS=200` is the long count. */
const CUTS = Number(process.env.CUTS ?? 15);

describe("connections to the database that break in mid-message", () => {
  it(`leave nothing undone or done twice, after ${CUTS} cuts at random bytes of all phases (seed ${SEED})`, async () => {
    const random = seededRandom();
    const proxy = await worldByProxy({ rows: 6_000, policy: SLOW });
    await world.worker();
    const run = async (phase: string, direction?: "down") => {
      const runId = await world.start(phase, direction);
      let over = false;
      const cutting = (async () => {
        while (!over && proxy.cuts < CUTS) {
          const before = proxy.cuts;
          proxy.cutAfter(Math.floor(random() * 12_000));
          while (!over && proxy.cuts === before) await new Promise((resolve) => setTimeout(resolve, 10));
        }
      })();
      const ended = await world.finish(runId, 120_000);
      over = true;
      await cutting;
      expect(ended, JSON.stringify(ended.error ?? ended.reason)).toMatchObject({ state: "succeeded" });
    };
    do {
      await world.target.query("TRUNCATE oracle.writes");
      for (const phase of ["expand", "backfill"]) await run(phase);
      await expectExactlyOnce(world, 6_000);
      expect(await count("pg_index WHERE NOT (indisvalid AND indisready)")).toBe(0);
      for (const phase of ["backfill", "expand"]) await run(phase, "down");
    } while (proxy.cuts < CUTS);
  }, 3_600_000);
});

describe("what stands between us and the server", () => {
  it.each([
    ["of our own making", startTransactionPooler],
    ...(hasPgbouncer ? [["pgbouncer", startPgbouncer] as const] : []),
  ] as const)(
    "is refused before any write where it is a pooler in transaction mode: %s",
    async (_, startPooler) => {
      let pooler!: TransactionPooler;
      world = await createWorld({
        rows: 10,
        through: async (url) => {
          pooler = await startPooler(url);
          return pooler.urlFor(url);
        },
      });
      world.after(() => pooler.close());
      await world.worker();
      const run = await world.finish(await world.start("expand"));
      expect(run).toMatchObject({ state: "failed", error: { code: "target.transaction-pooler" } });
      expect(await count("pg_namespace WHERE nspname = 'interlock'")).toBe(0);
      expect(
        await count("pg_attribute WHERE attrelid = 'public.people'::regclass AND attname = 'name'"),
      ).toBe(0);
    },
  );

  it("does not shorten a step by the role's own time limits", async () => {
    const limit = (name: string) =>
      `EXECUTE format('ALTER ROLE %I IN DATABASE %I SET ${name} = ''1s''', current_user, current_database());`;
    world = await createWorld({
      rows: 100,
      draft: planWith("SELECT pg_catalog.pg_sleep(1.3)"),
      prepare: `DO $$ BEGIN ${limit("statement_timeout")} ${limit("lock_timeout")} END $$`,
    });
    await world.worker();
    expect(await world.finish(await world.start("expand"))).toMatchObject({ state: "succeeded" });
    const reader = await world.session();
    await reader.query("BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT FROM oracle.writes LIMIT 1");
    const runId = await world.start("backfill");
    const waitedMs = async () => {
      const { rows } = await world.target.query<{ ms: number | null }>(
        `SELECT max(extract(epoch FROM clock_timestamp() - query_start) * 1000)::float8 AS ms FROM pg_stat_activity
          WHERE datname = current_database() AND query LIKE 'CREATE INDEX CONCURRENTLY%' AND wait_event_type = 'Lock'`,
      );
      return rows[0]?.ms ?? 0;
    };
    await expect.poll(waitedMs, { timeout: 20_000 }).toBeGreaterThan(1_200);
    await reader.query("COMMIT");
    const run = await world.finish(runId);
    expect(run).toMatchObject({ state: "succeeded" });
    expect(run.steps.at(-1)?.attempts).toBe(1);
  });
});

describe("a control plane that goes away", () => {
  it("lets the batch in hand end, holds, and loses no event: the run goes on when it is back", async () => {
    world = await createWorld({ rows: 20_000, policy: SLOW });
    const proxy = await proxyToStore();
    await world.worker(proxy.urlFor(world.storeUrl));
    await world.finish(await world.start("expand"));
    const runId = await world.start("backfill");
    await world.until(runId, rowsDone(500));
    proxy.bar(true);
    proxy.cut();
    // No batch begins any more once the lease may have run out.
    let written = -1;
    const still = async () => {
      const before = written;
      written = await count("oracle.writes");
      return written === before;
    };
    await expect.poll(still, { timeout: 20_000, interval: 1_500 }).toBe(true);
    expect(written).toBeLessThan(20_000);
    proxy.bar(false);
    expect((await world.finish(runId)).state).toBe("succeeded");
    await expectExactlyOnce(world, 20_000);
    const events = await world.events(runId);
    expect(events.map((event) => event.seq)).toEqual(events.map((_, i) => i + 1));
    expect(events.filter((event) => event.type === "state").map((event) => event.data.state)).toEqual([
      "queued",
      "running",
      "succeeded",
    ]);
    expect((await world.finish(await world.start("contract"))).state).toBe("paused");
  });

  it("does not fail a run that is just waiting for the fence", async () => {
    world = await createWorld({ rows: 100 });
    const proxy = await proxyToStore();
    const holder = await world.session();
    await holder.query("SET application_name = 'interlock:run:another'");
    await holder.query("SELECT pg_advisory_lock($1::bigint)", [fenceKeys(RENAME_PLAN.relations)[0]]);
    await world.worker(proxy.urlFor(world.storeUrl));
    const runId = await world.start("expand");
    await world.until(runId, (run) => run.state === "running");
    for (let i = 0; i < 10; i++) {
      proxy.bar(true);
      proxy.cut();
      await new Promise((resolve) => setTimeout(resolve, 200));
      proxy.bar(false);
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    expect((await world.run(runId)).state).toBe("running");
    await holder.query("SELECT pg_advisory_unlock_all()");
    expect((await world.finish(runId)).state).toBe("succeeded");
  });
});

describe("a run whose worker stands still", () => {
  it.each([
    ["aborted", requestAbort],
    ["paused", requestPause],
  ] as const)("is %s only when that worker's session has ended", async (state, request) => {
    world = await createWorld({ rows: 20_000, policy: SLOW });
    const first = await world.worker();
    await world.finish(await world.start("expand"));
    await first.stop();
    const runId = await world.start("backfill");
    const child = world.spawnWorker();
    await world.until(runId, rowsDone(500));
    child.kill("SIGSTOP");
    await world.store.db.transaction((tx) => request(tx, runId));
    await world.worker();
    await world.until(runId, (run) => run.state === state);
    expect(await count(`pg_stat_activity WHERE application_name = 'interlock:run:${runId}'`)).toBe(0);
    expect(await count(`interlock.run WHERE run_id = '${runId}' AND epoch > 1`)).toBe(1);
    const { rowCount } = await world.store.pool.query(
      "select from audit_events where action = 'fence.holder-terminated'",
    );
    expect(rowCount).toBe(1);
  });
});

describe("a deadlock with the app", () => {
  it("makes us the victim, who tries again", async () => {
    world = await createWorld({
      rows: 10,
      draft: planWith("SELECT pg_catalog.pg_sleep(0.4);\nLOCK TABLE public.other IN ACCESS EXCLUSIVE MODE"),
      prepare: `CREATE TABLE public.other (id int); GRANT ALL ON public.other TO PUBLIC; RESET ROLE;
        DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET deadlock_timeout = ''10ms''', current_database()); END $$`,
    });
    await world.worker();
    const app = await world.session();
    await app.query("BEGIN; LOCK TABLE public.other IN ROW EXCLUSIVE MODE");
    const runId = await world.start("expand");
    const weHold = () =>
      count(
        "pg_locks JOIN pg_database d ON d.oid = database AND datname = current_database() WHERE relation = 'public.people'::regclass AND mode = 'AccessExclusiveLock' AND granted",
      );
    await expect.poll(weHold, { timeout: 10_000, interval: 20 }).toBe(1);
    await app.query("SELECT count(*) FROM public.people");
    await app.query("COMMIT");
    expect((await world.finish(runId)).state).toBe("succeeded");
    const outcomes = (await world.events(runId)).flatMap((event) =>
      event.type === "attempt" && event.data.stepId === "add-column" ? event.data.outcome : [],
    );
    expect(outcomes).toContain("deadlock");
    expect(outcomes.at(-1)).toBe("acquired");
  });
});
