import { eq } from "drizzle-orm";
import { afterEach, expect, it } from "vitest";
import { createWorld, type World } from "../executor/fixture-world";
import { plans, rollouts, runs } from "../store/schema";
import { getRollout, listRolloutBriefs } from "./get-rollout";

let world: World;
afterEach(async () => {
  await world?.close();
});

const actor = {
  userId: "usr_engineer",
  name: "Eve",
  email: "eve@example.org",
  role: "engineer",
  via: "session",
} as const;

const briefs = async (planIds?: readonly string[]) => {
  const answer = await listRolloutBriefs({ store: world.store, actor }, { planIds });
  if (!answer.ok) throw new Error(answer.failure.code);
  return answer.value.items;
};

it("lists what stands half done, with the run that failed and the next act", async () => {
  world = await createWorld({ rows: 1 });
  const runId = await world.start("expand");
  const error = { code: "step.failed", message: "no such table" };
  await world.store.db.update(runs).set({ state: "failed", error }).where(eq(runs.id, runId));

  const [stopped, ...others] = await briefs();
  expect(others).toEqual([]);
  expect(stopped).toMatchObject({
    planId: world.planId,
    environmentId: world.environmentId,
    headline: {
      tone: "danger",
      text: expect.stringContaining("no such table"),
      next: { href: `/runs/${runId}` },
    },
  });
  expect(stopped?.nodes.find((node) => node.id === "expand")?.state).toBe("failed");

  await world.store.db.update(rollouts).set({ closedAt: new Date() });
  expect(await briefs(), "nothing stands half done").toEqual([]);
});

it("says of each of several plans what its own page says, and nothing of one that was superseded", async () => {
  world = await createWorld({ rows: 1 });
  const [first] = await world.store.db.select().from(plans);
  if (!first) throw new Error("the world has a plan");
  await world.another(first.draft);
  await world.start("expand");
  const ids = (await world.store.db.select({ id: plans.id }).from(plans)).map(({ id }) => id);
  expect(ids.length).toBe(2);

  const listed = await briefs([...ids, "pln_there_is_none"]);
  expect(listed.map(({ planId }) => planId)).toEqual([...ids].sort().reverse());
  for (const { planId, environmentId, headline, nodes } of listed) {
    const alone = await getRollout({ store: world.store, actor }, { planId, environmentId });
    expect(alone.ok && alone.value.headline).toEqual(headline);
    expect(alone.ok && alone.value.nodes.map(({ id, state }) => ({ id, state }))).toEqual(
      nodes.map(({ id, state }) => ({ id, state })),
    );
  }
  // The two touch one table: the one that has not begun waits for the other.
  expect(listed.map(({ headline }) => headline.text).join()).toMatch(/waits for “/);

  await world.store.db.update(plans).set({ supersededBy: "pln_newer" }).where(eq(plans.id, first.id));
  expect((await briefs(ids)).map(({ planId }) => planId)).not.toContain(first.id);
});
