import { afterEach, describe, expect, it } from "vitest";
import type { BlockerRule } from "../contracts/environment";
import { RENAME_PLAN } from "./fixture-plan";
import { countOf } from "./fixture-rows";
import { createWorld, type World } from "./fixture-world";

let world: World;
afterEach(async () => {
  await world?.close();
});

const rule = (deed: BlockerRule["deed"], afterMs: number): BlockerRule => ({
  applicationName: "shop@*",
  deed,
  afterMs,
});

/** A session of the app's that holds the table, idle in its transaction. */
async function holdTable(sql = "SELECT 1 FROM public.people LIMIT 1"): Promise<World["app"]> {
  const session = await world.session();
  await session.query(`BEGIN; ${sql}`);
  return session;
}

async function audited(action: string): Promise<unknown[]> {
  const { rows } = await world.store.pool.query(
    "select summary, detail from audit_events where action = $1",
    [action],
  );
  return rows;
}

describe("a session in the way, by the environment's policy", () => {
  it("is ended once it has been there for so long, which is audited; the step then gets in", async () => {
    world = await createWorld({ rows: 10, policy: { blockerRules: [rule("terminate", 700)] } });
    await world.worker();
    await holdTable();
    const runId = await world.start("expand");
    expect((await world.finish(runId)).state).toBe("succeeded");
    expect(await audited("session.terminate")).toEqual([
      expect.objectContaining({
        summary: expect.stringMatching(/^Ended shop@v1 \(pid \d+\): it was in the way/),
      }),
    ]);
    const blocked = (await world.events(runId)).find((event) => event.type === "blocked");
    expect(blocked?.data).toMatchObject({
      blockers: [{ remedy: { deed: "terminate", afterMs: 700 }, backendStart: expect.any(String) }],
    });
  });

  it("has its statement cancelled where that is the rule", async () => {
    world = await createWorld({ rows: 10, policy: { blockerRules: [rule("cancel", 300)] } });
    await world.worker();
    const session = await world.session();
    const running = session.query("SELECT pg_sleep(60) FROM public.people LIMIT 1").catch((error) => error);
    await expect
      .poll(() => countOf(world, "pg_locks WHERE relation = 'public.people'::regclass"), { timeout: 10_000 })
      .toBe(1);
    expect((await world.finish(await world.start("expand"))).state).toBe("succeeded");
    expect(await running).toMatchObject({ code: "57014" });
    expect(await audited("session.cancel")).toHaveLength(1);
  });

  it("leads to a question where that is the rule, and is not touched", async () => {
    world = await createWorld({ rows: 10, policy: { blockerRules: [rule("ask", 200)] } });
    await world.worker();
    const session = await holdTable();
    const run = await world.finish(await world.start("expand"));
    expect(run).toMatchObject({ state: "paused", reason: { code: "lock.blocker" } });
    expect(run.reason?.message).toContain("shop@v1");
    expect((await session.query("SELECT 1")).rowCount).toBe(1);
  });
});

describe("a search for locks", () => {
  it("stops to ask after the policy's tries, whatever time is left", async () => {
    world = await createWorld({ rows: 10, policy: { lockAttemptLimit: 3, lockWaitLimitMs: 600_000 } });
    await world.worker();
    // Short transactions that overlap: each begins before the one before it ends, so there is never a gap.
    let going = true;
    const sessions = [await world.session(), await world.session()];
    const read = (i: number) => sessions[i % 2]!.query("BEGIN; SELECT 1 FROM public.people LIMIT 1");
    await read(0);
    const readers = (async () => {
      for (let i = 1; going; i++) {
        await read(i);
        await new Promise((resolve) => setTimeout(resolve, 100));
        await sessions[(i - 1) % 2]!.query("COMMIT");
      }
    })();
    const run = await world.finish(await world.start("expand"));
    going = false;
    await readers;
    expect(run).toMatchObject({ state: "paused", reason: { code: "lock.not-acquired" } });
    expect(run.steps[0]!.attempts).toBe(3);
  }, 90_000);

  it("names who holds what LOCK TABLE cannot take, seen while the statement waits for it", async () => {
    const draft = structuredClone(RENAME_PLAN);
    const [node] = draft.nodes;
    if (node?.type !== "phase") throw new Error("no phase");
    node.steps[0]!.sql += ";\nDROP TABLE public.side";
    world = await createWorld({
      rows: 10,
      draft,
      prepare: "CREATE TABLE public.side (id int); GRANT SELECT ON public.side TO PUBLIC",
      policy: { lockWaitLimitMs: 1_500 },
    });
    await world.worker();
    const holder = await holdTable("SELECT 1 FROM public.side");
    const run = await world.finish(await world.start("expand"));
    expect(run.reason?.code).toBe("lock.not-acquired");
    expect(run.reason?.message).toMatch(/In the way: shop@v1 \(pid \d+, idle in transaction/);
    await holder.query("ROLLBACK");
  });
});

describe("an index build", () => {
  it("shows whose transaction it waits for, by virtual id, and what it is at", async () => {
    world = await createWorld({ rows: 2_000 });
    await world.worker();
    await world.finish(await world.start("expand"));
    const holder = await world.session();
    await holder.query("BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT FROM oracle.writes LIMIT 1");
    const runId = await world.start("backfill");
    const waiting = await world.until(runId, (run) => (run.steps[3]?.activity?.waitsFor.length ?? 0) > 0);
    expect(waiting.steps[3]!.activity).toMatchObject({
      phase: expect.stringContaining("waiting for"),
      waitsFor: [{ applicationName: "shop@v1", relation: "" }],
    });
    await holder.query("COMMIT");
    const done = await world.finish(runId);
    expect(done).toMatchObject({ state: "succeeded" });
    expect(done.steps[3]!.activity).toBeNull();
  });
});

describe("what an interrupted build left invalid", () => {
  it("is dropped before the index is built or rebuilt: the index itself and its copies, of long names too", async () => {
    const long = `people_${"x".repeat(56)}`;
    const draft = structuredClone(RENAME_PLAN);
    const [, backfill] = draft.nodes;
    if (backfill?.type !== "phase") throw new Error("no phase");
    const build = backfill.steps.find((step) => step.id === "build-index")!;
    const step = (id: string, sql: string, valid: string) => ({
      ...build,
      id,
      sql,
      probe: {
        sql: `SELECT CASE WHEN (SELECT indisvalid AND indisready FROM pg_index WHERE indexrelid = to_regclass('${valid}')) THEN 'done' ELSE 'absent' END`,
      },
    });
    backfill.steps = [
      step("build", "CREATE INDEX CONCURRENTLY people_age ON public.people (age)", "public.people_age"),
      step("rebuild", `REINDEX INDEX CONCURRENTLY public.${long}`, `public.${long}`),
    ];
    world = await createWorld({
      rows: 100,
      draft,
      prepare: `CREATE INDEX people_age ON public.people (age);
        CREATE INDEX ${long} ON public.people (age); CREATE INDEX ${long.slice(0, 57)}_ccnew ON public.people (age);
        CREATE INDEX people_other_ccnew ON public.people (age);
        RESET ROLE; UPDATE pg_index SET indisvalid = false, indisready = false
          WHERE indrelid = 'public.people'::regclass AND NOT indisprimary`,
    });
    await world.worker();
    await world.finish(await world.start("expand"));
    const run = await world.finish(await world.start("backfill"));
    expect(run, JSON.stringify(run.steps.map((s) => s.error))).toMatchObject({ state: "succeeded" });
    const { rows } = await world.target.query(
      `SELECT indexrelid::regclass::text AS name, indisvalid AS valid FROM pg_index
        WHERE indrelid = 'public.people'::regclass ORDER BY 1`,
    );
    // Another index's copy is not ours to drop.
    expect(rows).toEqual([
      { name: "people_age", valid: true },
      { name: "people_other_ccnew", valid: false },
      { name: "people_pkey", valid: true },
      { name: long, valid: true },
    ]);
  });
});
