import { describe, expect, test } from "vitest";
import type { Environment } from "@/lib/contracts/environment";
import type { Plan } from "@/lib/contracts/plan";
import type { Rollout } from "@/lib/contracts/rollout";
import { afterRun } from "./after-run.model";

const plan = {
  nodes: [
    { id: "expand", type: "phase", title: "Expand" },
    { id: "v2", type: "deploy", title: "Release v2" },
    { id: "contract", type: "phase", title: "Contract" },
  ],
} as Plan;
const rollout = (...done: string[]) =>
  ({
    nodes: plan.nodes.map(({ id }) => ({ id, state: done.includes(id) ? "succeeded" : "pending" })),
  }) as unknown as Rollout;
const path = [
  { id: "s", name: "staging" },
  { id: "p", name: "production" },
] as Environment[];
const run = (phaseId: string, over: object = {}) => ({
  planId: "pl",
  environmentId: "s",
  phaseId,
  state: "succeeded" as const,
  direction: "up" as const,
  ...over,
});

describe("after a run", () => {
  test("the next stop is offered, also before the rollout says that this one is done", () => {
    expect(afterRun(run("expand"), plan, rollout(), path)).toEqual({
      label: "Go on to the deploy",
      href: "/plans/pl?env=s&node=v2#node",
      what: "Release v2",
    });
    expect(afterRun(run("expand"), plan, rollout("v2"), path).label).toBe("Go on to contract");
  });

  test("the next environment follows the last stop", () => {
    const after = afterRun(run("contract"), plan, rollout("expand", "v2"), path);
    expect(after).toMatchObject({ label: "Go on with production", href: "/plans/pl?env=p&node=expand#node" });
  });

  test("on the last environment nothing is left", () => {
    const last = run("contract", { environmentId: "p" });
    expect(afterRun(last, plan, rollout("expand", "v2"), path)).toMatchObject({
      label: "Open the plan",
      what: "nothing: the change is done here",
    });
  });

  test("what did not succeed, was taken back or is not known leads to its own place on the plan", () => {
    const here = { label: "Open the plan", href: "/plans/pl?env=s&node=expand#node" };
    for (const over of [{ state: "failed" }, { state: "aborted" }, { direction: "down" }]) {
      expect(afterRun(run("expand", over), plan, rollout(), path)).toMatchObject(here);
    }
    expect(afterRun(run("expand"), undefined, undefined, path)).toMatchObject(here);
  });
});
