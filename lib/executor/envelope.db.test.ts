import { afterEach, describe, expect, it } from "vitest";
import type { PlanDraft } from "../contracts/plan";
import { newId } from "../store/ids";
import { requestResume } from "../store/runs";
import { environments, rollouts } from "../store/schema";
import { dispatchRun } from "./dispatch";
import { RENAME_PLAN } from "./fixture-plan";
import { countOf } from "./fixture-rows";
import { createWorld, type World } from "./fixture-world";

let world: World;
afterEach(async () => {
  await world?.close();
});

/** The fixture's plan, whose first step waits for as long as this table says while it holds its lock. */
function planThatTakes(): PlanDraft {
  const draft = structuredClone(RENAME_PLAN);
  const [node] = draft.nodes;
  if (node?.type !== "phase") throw new Error("no phase");
  node.steps[0]!.blocksReads = true;
  node.steps[0]!.sql += ";\nSELECT pg_catalog.pg_sleep(seconds) FROM public.pace";
  return draft;
}

const PREPARE = "CREATE TABLE public.pace (seconds float8); INSERT INTO public.pace VALUES (0)";

/** As if the run had been on another environment: the world has one target. */
async function moveElsewhere(runId: string): Promise<void> {
  const { db } = world.store;
  const [here] = await db.select().from(environments);
  const elsewhere = { ...here!, id: newId("env"), name: "elsewhere" };
  await db.insert(environments).values(elsewhere);
  const rolloutId = newId("rol");
  const [rollout] = await db.select().from(rollouts);
  await db.insert(rollouts).values({ ...rollout!, id: rolloutId, environmentId: elsewhere.id });
  await world.store.pool.query("update runs set environment_id = $1, rollout_id = $2 where id = $3", [
    elsewhere.id,
    rolloutId,
    runId,
  ]);
}

async function answer(runId: string, choice: string): Promise<void> {
  await world.store.db.transaction(async (tx) => {
    await requestResume(tx, runId, { choice });
    await dispatchRun(tx, runId);
  });
}

const column = () =>
  countOf(world, "pg_attribute WHERE attrelid = 'public.people'::regclass AND attname = 'name'");

describe("what a step showed on one environment", () => {
  it("is kept with it, and bounds how long it may hold its locks on the next", async () => {
    world = await createWorld({ rows: 10, draft: planThatTakes(), prepare: PREPARE });
    await world.worker();
    const before = await world.start("expand");
    const done = await world.finish(before);
    expect(done.steps[0]!.measured).toMatchObject({
      lockedMs: expect.any(Number),
      locks: [{ relation: "public.people", mode: "AccessExclusiveLock" }],
    });
    expect((await world.finish(await world.start("expand", "down"))).state).toBe("succeeded");
    await moveElsewhere(before);
    await world.target.query("UPDATE public.pace SET seconds = 20");
    const runId = await world.start("expand");
    const run = await world.finish(runId);
    expect(run).toMatchObject({ state: "paused", reason: { code: "flight.envelope", waitsFor: "person" } });
    expect(run.reason!.message).toMatch(/longer than \d+ ms; on elsewhere it took \d+ ms/);
    expect(await column()).toBe(0);
    await world.target.query("UPDATE public.pace SET seconds = 0");
    await answer(runId, "keep-trying");
    expect((await world.until(runId, ({ state }) => state === "succeeded" || state === "failed")).state).toBe(
      "succeeded",
    );
  });

  it("bounds which locks it may take", async () => {
    world = await createWorld({ rows: 10, draft: planThatTakes(), prepare: PREPARE });
    await world.worker();
    const before = await world.start("expand");
    const { steps } = await world.finish(before);
    expect((await world.finish(await world.start("expand", "down"))).state).toBe("succeeded");
    await moveElsewhere(before);
    const weaker = steps.map((step) => ({
      ...step,
      measured: step.measured && { ...step.measured, locks: [] },
    }));
    await world.store.pool.query("update runs set steps = $1 where id = $2", [
      JSON.stringify(weaker),
      before,
    ]);
    const run = await world.finish(await world.start("expand"));
    expect(run.reason).toMatchObject({ code: "flight.envelope" });
    expect(run.reason!.message).toMatch(
      /AccessExclusiveLock on public\.people, which it did not on elsewhere/,
    );
    expect(await column()).toBe(0);
  });
});
