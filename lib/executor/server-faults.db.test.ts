import { afterEach, describe, expect, it } from "vitest";
import { verifyAudit } from "../audit/verify";
import type { Run } from "../contracts/run";
import { requestResume } from "../store/runs";
import { type OwnServer, startOwnServer } from "../testing/own-server";
import { startTcpProxy, type TcpProxy } from "../testing/tcp-proxy";
import { dispatchRun } from "./dispatch";
import { countOf, expectExactlyOnce, rowsDone, SLOW } from "./fixture-rows";
import { SEED, seededRandom } from "./fixture-seed";
import { createWorld, type World, type WorldOptions } from "./fixture-world";

/** Faults of the server that the target lies on: what is cancelled, killed, stopped, replaced and left behind there. */
let world: World;
afterEach(async () => {
  await world?.close();
});

/** A server on which a commit that was answered is there after a crash. */
const KEEPS_COMMITS = { synchronous_commit: "on" };

async function worldOnOwnServer(options: WorldOptions, settings = KEEPS_COMMITS): Promise<OwnServer> {
  const server = await startOwnServer({ settings });
  world = await createWorld({ ...options, server });
  world.after(() => server.remove());
  return server;
}

async function expand(): Promise<void> {
  expect((await world.finish(await world.start("expand"))).state).toBe("succeeded");
}

async function resume(runId: string, choice: string): Promise<void> {
  await world.store.db.transaction(async (tx) => {
    expect((await requestResume(tx, runId, { choice })).ok).toBe(true);
    await dispatchRun(tx, runId);
  });
}

/** The server process that executes the run. */
async function backendOf(runId: string): Promise<number> {
  let pid = 0;
  const seen = async () => {
    const { rows } = await world.target.query<{ pid: number }>(
      "SELECT pid FROM pg_stat_activity WHERE application_name = $1",
      [`interlock:run:${runId}`],
    );
    pid = rows[0]?.pid ?? 0;
    return rows.length;
  };
  await expect.poll(seen, { timeout: 30_000, interval: 20 }).toBe(1);
  return pid;
}

const logged = async (runId: string, text: RegExp) =>
  (await world.events(runId)).filter((event) => event.type === "log" && text.test(event.data.message)).length;

describe("our statement, cancelled by a person", () => {
  it(`pauses the run with the reason, and every row is written once in the end (seed ${SEED})`, async () => {
    const random = seededRandom();
    world = await createWorld({ rows: 8_000, policy: SLOW });
    await world.worker();
    await expand();
    // The backfill does not come to its end before a cancel has met one of its statements.
    const holder = await world.session();
    await holder.query("BEGIN; SELECT FROM public.people WHERE id = 8000 FOR UPDATE");
    const runId = await world.start("backfill");
    /** Until one of them meets a statement: between two there is nothing to cancel. */
    const cancelUntilPaused = async (): Promise<Run> => {
      for (;;) {
        const run = await world.run(runId);
        if (run.state !== "running" && run.state !== "queued") return run;
        await world.target.query(
          "SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE application_name = $1 AND state <> 'idle'",
          [`interlock:run:${runId}`],
        );
        await new Promise((resolve) => setTimeout(resolve, random() * 20));
      }
    };
    for (const least of [500, 2_000, 4_000]) {
      await world.until(runId, rowsDone(least));
      const paused = await cancelUntilPaused();
      expect(paused).toMatchObject({
        state: "paused",
        reason: { code: "step.cancelled", waitsFor: "person" },
        error: null,
      });
      expect(await countOf(world, "oracle.writes")).toBe(paused.steps[0]!.progress!.rowsDone);
      await resume(runId, "keep-trying");
    }
    await holder.query("COMMIT");
    expect((await world.finish(runId)).state).toBe("succeeded");
    await expectExactlyOnce(world, 8_000);
  });

  it("leaves no invalid index of a build that was cancelled while it waited", async () => {
    world = await createWorld({ rows: 500 });
    await world.worker();
    await expand();
    const holder = await world.session();
    await holder.query("BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT FROM oracle.writes LIMIT 1");
    const runId = await world.start("backfill");
    await world.until(runId, (run) => (run.steps[3]?.activity?.waitsFor.length ?? 0) > 0);
    await world.target.query("SELECT pg_cancel_backend($1)", [await backendOf(runId)]);
    const paused = await world.until(runId, ({ state }) => state !== "running");
    expect(paused).toMatchObject({ state: "paused", reason: { code: "step.cancelled" } });
    await holder.query("COMMIT");
    await resume(runId, "keep-trying");
    expect((await world.until(runId, ({ finishedAt }) => finishedAt !== null)).state).toBe("succeeded");
    expect(await countOf(world, "pg_index WHERE NOT (indisvalid AND indisready)")).toBe(0);
    expect(await countOf(world, "pg_class WHERE relname = 'people_name_idx'")).toBe(1);
  });
});

describe("a server that crashes", () => {
  it("is waited for through its recovery, and every row is written once", async () => {
    const server = await worldOnOwnServer({ rows: 12_000, policy: SLOW });
    await world.worker();
    await expand();
    const runId = await world.start("backfill");
    await world.until(runId, rowsDone(1_000));
    // One killed server process takes all others with it.
    process.kill(await backendOf(runId), "SIGKILL");
    await world.until(runId, rowsDone(4_000));
    await server.kill();
    await server.start();
    expect((await world.finish(runId)).state).toBe("succeeded");
    await world.reconnect();
    await expectExactlyOnce(world, 12_000);
    expect(server.log()).toContain("was terminated by signal 9");
    expect(server.log().match(/automatic recovery in progress/g)).toHaveLength(2);
    expect(await countOf(world, "pg_index WHERE NOT (indisvalid AND indisready)")).toBe(0);
    expect((await verifyAudit(world.store.db)).ok).toBe(true);
  });
});

describe("a server process of ours that is stopped", () => {
  it("keeps everybody else of us out until it has ended, also when its worker is killed", async () => {
    world = await createWorld({ rows: 20_000, policy: SLOW });
    const first = await world.worker();
    await expand();
    await first.stop();
    const child = world.spawnWorker();
    const runId = await world.start("backfill");
    await world.until(runId, rowsDone(1_000));
    const pid = await backendOf(runId);
    process.kill(pid, "SIGSTOP");
    child.kill("SIGKILL");
    await world.worker();
    const endings = async () =>
      (await world.store.pool.query("select from audit_events where action = 'fence.holder-terminated'"))
        .rowCount;
    try {
      await expect.poll(endings, { timeout: 60_000 }).toBeGreaterThan(0);
      // It has asked for the fence many times since, and told the end of that session once.
      const asked = new Set<string>();
      const tries = async () => {
        const { rows } = await world.target.query<{ at: string }>(
          "SELECT query_start::text AS at FROM pg_stat_activity WHERE application_name = $1 AND pid <> $2",
          [`interlock:run:${runId}`, pid],
        );
        for (const { at } of rows) asked.add(at);
        return asked.size;
      };
      await expect.poll(tries, { timeout: 60_000, interval: 20 }).toBeGreaterThan(20);
      expect(await endings()).toBe(1);
      // The next one has come as far as the fence, and no further: its epoch is not there.
      expect(await countOf(world, `interlock.run WHERE run_id = '${runId}' AND epoch = 1`)).toBe(1);
      expect(await world.run(runId)).toMatchObject({ state: "running" });
    } finally {
      process.kill(pid, "SIGCONT");
    }
    expect((await world.finish(runId)).state).toBe("succeeded");
    expect(await endings()).toBe(1);
    await expectExactlyOnce(world, 20_000);
  });
});

describe("a replica", () => {
  it("that is behind holds the backfill, which says so and goes on by itself", async () => {
    const server = await startOwnServer();
    const replica = await server.replica();
    world = await createWorld({ server, rows: 3_000, policy: { ...SLOW, maxReplicaLagMs: 300 } });
    world.after(() => server.remove());
    world.after(() => replica.remove());
    await world.worker();
    await expand();
    const there = await replica.connect();
    world.after(() => there.end());
    await there.query("SELECT pg_wal_replay_pause()");
    const runId = await world.start("backfill");
    const held = await world.until(runId, (run) => run.steps[0]?.progress?.heldBy != null);
    expect(held.steps[0]!.progress!.heldBy).toMatch(/^a replica is .* s behind \(limit 0\.3 s\)/);
    expect(held).toMatchObject({ state: "running", steps: [{ state: "waiting" }, {}, {}, {}] });
    await there.query("SELECT pg_wal_replay_resume()");
    expect((await world.finish(runId)).state).toBe("succeeded");
    await expectExactlyOnce(world, 3_000);
  });

  it("that takes over without the last commits: rows and cursor went back together, no row is left out", async () => {
    const server = await startOwnServer();
    let wal!: TcpProxy;
    const replica = await server.replica(async (url) => {
      wal = await startTcpProxy(url);
      return wal.urlFor(url);
    });
    let way!: TcpProxy;
    world = await createWorld({
      server,
      rows: 10_000,
      policy: SLOW,
      through: async (url) => {
        way = await startTcpProxy(url);
        return way.urlFor(url);
      },
    });
    for (const { close } of [wal, way]) world.after(close);
    for (const { remove } of [server, replica]) world.after(remove);
    await world.worker();
    await expand();
    const runId = await world.start("backfill");
    const run = await world.until(runId, rowsDone(1_000));
    const there = await replica.connect(new URL(world.targetUrl).pathname.slice(1));
    world.after(() => there.end());
    const arrived = async () =>
      (await there.query<{ n: number }>("SELECT count(*)::int AS n FROM oracle.writes")).rows[0]!.n;
    await expect.poll(arrived, { timeout: 30_000 }).toBeGreaterThan(0);
    wal.freeze(true);
    // What comes now, nobody but the primary will ever have.
    await world.until(runId, rowsDone(run.steps[0]!.progress!.rowsDone + 2_000));
    const lost = (await countOf(world, "oracle.writes")) - (await arrived());
    await server.kill();
    wal.cut();
    await there.query("SELECT pg_promote()");
    way.leadTo(replica.adminUrl);
    way.cut();
    expect((await world.finish(runId)).state).toBe("succeeded");
    await world.reconnect(replica.adminUrl);
    expect(lost).toBeGreaterThan(0);
    expect(await logged(runId, /^The server was failed over \(timeline 0*1, now 0*2\)/)).toBe(1);
    await expectExactlyOnce(world, 10_000);
  });
});
