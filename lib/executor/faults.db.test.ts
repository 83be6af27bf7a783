import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { requestAbort, requestPause, requestResume } from "../store/runs";
import { CRASH_POINTS } from "./crashpoint";
import { dispatchRun } from "./dispatch";
import { RENAME_PLAN } from "./fixture-plan";
import { countOf, expectExactlyOnce, rowsDone, SLOW } from "./fixture-rows";
import { createWorld, type World } from "./fixture-world";

let world: World;
afterEach(async () => {
  await world?.close();
});

const count = (from: string) => countOf(world, from);

async function expandedWorld(options: Parameters<typeof createWorld>[0]): Promise<World> {
  world = await createWorld(options);
  return world;
}

/** Expands in this process and leaves no worker behind. */
async function expand(): Promise<void> {
  const worker = await world.worker();
  expect((await world.finish(await world.start("expand"))).state).toBe("succeeded");
  await worker.stop();
}

describe("a worker that dies", () => {
  it("is followed by another one that goes on from the cursor, every row written once", async () => {
    await expandedWorld({ rows: 20_000, policy: SLOW });
    await expand();
    const runId = await world.start("backfill");
    const first = world.spawnWorker();
    await world.until(runId, rowsDone(2_000));
    await world.worker();
    first.kill("SIGKILL");
    const at = (await world.run(runId)).steps[0]!.progress!.rowsDone;
    await world.until(runId, rowsDone(at + 500));
    expect((await world.finish(runId)).state).toBe("succeeded");
    await expectExactlyOnce(world, 20_000);
  });

  it("hands the run over at once when it is stopped in an orderly way", async () => {
    await expandedWorld({ rows: 20_000, policy: SLOW });
    await expand();
    const runId = await world.start("backfill");
    const first = await world.worker();
    await world.until(runId, rowsDone(1_000));
    await world.worker();
    await first.stop();
    const at = (await world.run(runId)).steps[0]!.progress!.rowsDone;
    // It drained a batch, not the rest of the table.
    expect(at).toBeLessThan(19_000);
    await world.until(runId, rowsDone(at + 500));
    expect((await world.finish(runId)).state).toBe("succeeded");
    await expectExactlyOnce(world, 20_000);
  });

  it("writes nothing more when it wakes after another one has taken its run over", async () => {
    await expandedWorld({ rows: 20_000, policy: SLOW });
    await expand();
    const runId = await world.start("backfill");
    const first = world.spawnWorker();
    await world.until(runId, rowsDone(500));
    await world.worker();
    first.kill("SIGSTOP");
    const at = (await world.run(runId)).steps[0]!.progress!.rowsDone;
    await world.until(runId, rowsDone(at + 200));
    first.kill("SIGCONT");
    expect((await world.finish(runId)).state).toBe("succeeded");
    await expectExactlyOnce(world, 20_000);
    const { rows } = await world.store.pool.query(
      "select action from audit_events where action like 'fence.%'",
    );
    expect(rows).toEqual([{ action: "fence.holder-terminated" }]);
  });

  it("writes nothing more when its event loop was blocked until another one had the run", async () => {
    await expandedWorld({ rows: 20_000, policy: SLOW });
    await expand();
    const folder = mkdtempSync(join(tmpdir(), "interlock-blocked-"));
    const blocked = join(folder, "blocked");
    writeFileSync(blocked, "");
    // The process lives and its sockets stay open; none of its timers and none of its answers get through.
    const hook = `import { existsSync } from "node:fs"; process.on("SIGUSR2", () => {
      while (existsSync(${JSON.stringify(blocked)})) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 50); });`;
    const first = world.spawnWorker({
      NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(hook)}`,
    });
    const runId = await world.start("backfill");
    await world.until(runId, rowsDone(500));
    first.kill("SIGUSR2");
    await world.worker();
    const at = (await world.run(runId)).steps[0]!.progress!.rowsDone;
    await world.until(runId, rowsDone(at + 200));
    rmSync(folder, { recursive: true });
    expect((await world.finish(runId)).state).toBe("succeeded");
    await expectExactlyOnce(world, 20_000);
    expect(first.exitCode).toBeNull();
    expect(await count(`interlock.run WHERE run_id = '${runId}' AND epoch = 2`)).toBe(1);
  });

  it("leaves nothing undone or done twice at any of the named crash points", async () => {
    await expandedWorld({ rows: 3_000, policy: { batchTargetMs: 5 } });
    for (const point of CRASH_POINTS) {
      await world.target.query("TRUNCATE oracle.writes");
      await expand();
      const runId = await world.start("backfill");
      const child = world.spawnWorker({ INTERLOCK_CRASHPOINT: point });
      const [, signal] = await once(child, "exit");
      expect(signal, point).toBe("SIGKILL");
      const next = await world.worker();
      expect((await world.finish(runId)).state, point).toBe("succeeded");
      await expectExactlyOnce(world, 3_000);
      expect(await count("pg_index WHERE NOT indisvalid"), point).toBe(0);
      for (const phase of ["backfill", "expand"])
        expect((await world.finish(await world.start(phase, "down"))).state).toBe("succeeded");
      await next.stop();
    }
  }, 300_000);
});

describe("a run under way", () => {
  it("pauses after the batch in hand, goes on when resumed, ends when aborted; a new run goes on from there", async () => {
    await expandedWorld({ rows: 20_000, policy: SLOW });
    await expand();
    await world.worker();
    const runId = await world.start("backfill");
    await world.until(runId, rowsDone(1_000));
    const asked = await world.store.db.transaction((tx) => requestPause(tx, runId));
    expect(asked).toMatchObject({ ok: true, value: { state: "pausing" } });
    const paused = await world.until(runId, (run) => run.state === "paused");
    expect(paused).toMatchObject({ reason: { waitsFor: "person" }, actions: { resume: true, pause: false } });
    const { rowsDone: at } = paused.steps[0]!.progress!;
    expect(await count("oracle.writes")).toBe(at);
    await world.store.db.transaction(async (tx) => {
      expect((await requestResume(tx, runId, { choice: "resume" })).ok).toBe(true);
      await dispatchRun(tx, runId);
    });
    await world.until(runId, rowsDone(at + 1_000));
    await world.store.db.transaction((tx) => requestAbort(tx, runId));
    expect((await world.until(runId, (run) => run.state === "aborted")).finishedAt).not.toBeNull();
    expect(await world.store.db.transaction((tx) => requestResume(tx, runId))).toMatchObject({ ok: false });
    const again = await world.start("backfill");
    expect((await world.finish(again)).state).toBe("succeeded");
    await expectExactlyOnce(world, 20_000);
  });

  it("shows how far it has come also when it is paused before it has looked", async () => {
    await expandedWorld({ rows: 20_000, policy: SLOW });
    await expand();
    await world.worker();
    const runId = await world.start("backfill");
    await world.until(runId, rowsDone(1_000));
    const pause = async () => {
      await world.store.db.transaction((tx) => requestPause(tx, runId));
      return world.until(runId, (run) => run.state === "paused");
    };
    const { progress } = (await pause()).steps[0]!;
    await world.target.query("BEGIN; LOCK TABLE interlock.cursor IN ACCESS EXCLUSIVE MODE");
    await world.store.db.transaction(async (tx) => {
      expect((await requestResume(tx, runId, { choice: "resume" })).ok).toBe(true);
      await dispatchRun(tx, runId);
    });
    const waiting = () => count("pg_locks WHERE relation = 'interlock.cursor'::regclass AND NOT granted");
    await expect.poll(waiting, { timeout: 60_000, interval: 5 }).toBeGreaterThan(0);
    const again = (await pause()).steps[0]!.progress;
    await world.target.query("COMMIT");
    expect(again).toMatchObject({ rowsDone: progress!.rowsDone, rowsWritten: progress!.rowsWritten });
  });

  it("is executed by one of two workers although it is handed out many times", async () => {
    await expandedWorld({ rows: 5_000 });
    await expand();
    const runId = await world.start("backfill");
    await Promise.all([world.worker(), world.worker()]);
    for (let i = 0; i < 10; i++) await dispatchRun(world.store, runId);
    expect((await world.finish(runId)).state).toBe("succeeded");
    await expectExactlyOnce(world, 5_000);
    const events = await world.events(runId);
    expect(events.map((event) => event.seq)).toEqual(events.map((_, i) => i + 1));
    expect(events.filter((event) => event.type === "state").map((event) => event.data.state)).toEqual([
      "queued",
      "running",
      "succeeded",
    ]);
  });

  it("connects again and goes on when its session is ended in mid-batch", async () => {
    await expandedWorld({ rows: 20_000, policy: SLOW });
    await expand();
    await world.worker();
    const runId = await world.start("backfill");
    for (const least of [1_000, 4_000, 8_000]) {
      await world.until(runId, rowsDone(least));
      const ended = await world.target.query(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = $1",
        [`interlock:run:${runId}`],
      );
      expect(ended.rowCount).toBe(1);
    }
    expect((await world.finish(runId)).state).toBe("succeeded");
    await expectExactlyOnce(world, 20_000);
  });
});

describe("a table that somebody holds", () => {
  it("is waited for outside the queue: readers never stall, then the step gets in", async () => {
    await expandedWorld({ rows: 500 });
    await world.worker();
    const blocker = await world.session();
    await blocker.query("BEGIN; SELECT count(*) FROM public.people WHERE full_name <> 'secret-literal'");
    await new Promise((resolve) => setTimeout(resolve, 1_100));
    const runId = await world.start("expand");
    const reader = await world.session();
    // Whoever queues behind us has waited for a lock, be it for a millisecond: then this is refused.
    await reader.query("SET lock_timeout = 1");
    const isBlocked = async () => (await world.events(runId)).some((event) => event.type === "blocked");
    for (let reads = 0; reads < 200 || !(await isBlocked()); reads++) {
      await reader.query("SELECT 1 FROM public.people WHERE id = 1");
    }
    const waiting = await world.run(runId);
    expect(waiting).toMatchObject({ state: "running", steps: [{ state: "waiting" }, { state: "pending" }] });
    const blocked = (await world.events(runId)).find((event) => event.type === "blocked");
    // The reader may be seen in the middle of a read as well.
    const holding = { applicationName: "shop@v1", relation: "public.people", state: "idle in transaction" };
    expect(blocked?.data.blockers).toContainEqual(expect.objectContaining(holding));
    expect(JSON.stringify(blocked)).not.toContain("secret-literal");
    await blocker.query("COMMIT");
    expect((await world.finish(runId)).state).toBe("succeeded");
  });

  it("leads to a question when it stays held, and to another search when told to keep trying", async () => {
    await expandedWorld({ rows: 500, policy: { lockWaitLimitMs: 500 } });
    await world.worker();
    const blocker = await world.session();
    await blocker.query("BEGIN; SELECT 1 FROM public.people LIMIT 1");
    const runId = await world.start("expand");
    const paused = await world.finish(runId);
    expect(paused).toMatchObject({
      state: "paused",
      reason: { code: "lock.not-acquired", waitsFor: "person" },
    });
    expect(paused.reason?.message).toContain("shop@v1");
    expect(paused.reason?.choices.map((choice) => choice.id)).toEqual(["keep-trying", "abort"]);
    await blocker.query("ROLLBACK");
    await world.store.db.transaction(async (tx) => {
      await requestResume(tx, runId, { choice: "keep-trying" });
      await dispatchRun(tx, runId);
    });
    expect((await world.until(runId, (run) => run.state === "succeeded")).error).toBeNull();
  });
});

describe("harm to others", () => {
  it("ends our own statement at the budget, changes nothing and asks", async () => {
    const draft = structuredClone(RENAME_PLAN);
    const [node] = draft.nodes;
    if (node?.type !== "phase") throw new Error("no phase");
    node.steps[0]!.sql += ";\nSELECT pg_catalog.pg_sleep(3600)";
    await expandedWorld({ rows: 100, draft, policy: { harmBudgetMs: 600 } });
    await world.worker();
    const runId = await world.start("expand");
    await world.until(runId, (run) => run.steps[0]?.state === "running");
    const reader = await world.session();
    // Comes back only because the guard ends our statement, which would sleep for an hour.
    while ((await world.run(runId)).state === "running") {
      await reader.query("SELECT 1 FROM public.people WHERE id = 1");
    }
    const paused = await world.finish(runId);
    expect(paused).toMatchObject({ state: "paused", reason: { code: "harm.budget", waitsFor: "person" } });
    expect(paused.harmMs).toBeGreaterThan(300);
    expect(await count("pg_attribute WHERE attrelid = 'public.people'::regclass AND attname = 'name'")).toBe(
      0,
    );
  });

  it("is not added to a database that is unwell: the backfill holds, says why, and goes on by itself", async () => {
    await expandedWorld({ rows: 2_000, policy: { maxTransactionAgeMs: 1_000 } });
    await expand();
    await world.worker();
    const old = await world.session();
    await old.query("BEGIN; SELECT txid_current()");
    await new Promise((resolve) => setTimeout(resolve, 1_100));
    const runId = await world.start("backfill");
    const held = await world.until(runId, (run) => run.steps[0]?.progress?.heldBy != null);
    expect(held).toMatchObject({ state: "running", steps: [{ state: "waiting" }, {}, {}, {}] });
    expect(held.steps[0]!.progress!.heldBy).toMatch(/shop@v1 .* is open for/);
    expect(await count("oracle.writes")).toBe(0);
    await old.query("COMMIT");
    expect((await world.finish(runId)).state).toBe("succeeded");
    await expectExactlyOnce(world, 2_000);
  });
});

describe("what may not run", () => {
  it("does not begin without the approval, and nothing is dropped", async () => {
    await expandedWorld({ rows: 100 });
    await world.worker();
    for (const phase of ["expand", "backfill"]) await world.finish(await world.start(phase));
    const run = await world.finish(await world.start("contract"));
    expect(run).toMatchObject({ state: "paused", reason: { code: "step.not-allowed" } });
    expect(await count("pg_trigger WHERE tgname = 'zz_interlock'")).toBe(1);
  });
});
