import { describe, expect, test } from "vitest";
import type { Environment } from "@/lib/contracts/environment";
import { DEFAULT_POLICY } from "@/lib/contracts/environment";
import type { Plan, PlanNode } from "@/lib/contracts/plan";
import type { NodeState, Rollout } from "@/lib/contracts/rollout";
import { defaultEnvironmentId, defaultNodeId, promotionPath, trackRow } from "./track.model";

const environment = (id: string, tier: Environment["tier"], demo = false): Environment => ({
  id,
  name: id,
  tier,
  services: ["app"],
  policy: DEFAULT_POLICY,
  demo,
  connection: { host: "h", port: 5432, database: "d", user: "u", sslmode: "prefer" },
  lastCheck: null,
  createdAt: "2026-01-01T00:00:00.000Z",
});
const nodes = ["expand", "backfill", "contract"].map((id) => ({ id, type: "phase" }) as PlanNode);
const rollout = (states: readonly NodeState[], allowed: readonly boolean[]): Rollout =>
  ({
    nodes: nodes.map((node, index) => ({
      id: node.id,
      state: states[index],
      actions: { run: { allowed: allowed[index] ?? false, reasons: [] } },
    })),
  }) as unknown as Rollout;

describe("the track of a plan on an environment", () => {
  test("the first stop that is not done is the current one", () => {
    const row = trackRow(
      environment("s", "staging"),
      nodes,
      rollout(["succeeded", "pending", "pending"], [false, true]),
    );
    expect(row.done).toBe(1);
    expect(row.stops.map((stop) => stop.current)).toEqual([false, true, false]);
    expect(row.stops.map((stop) => stop.permission)).toEqual(["none", "open", "closed"]);
    expect(defaultNodeId(row, nodes)).toBe("backfill");
  });

  test("a reverted stop is current again", () => {
    const row = trackRow(environment("s", "staging"), nodes, rollout(["reverted", "pending", "pending"], []));
    expect(row.done).toBe(0);
    expect(row.stops[0]?.current).toBe(true);
  });

  test("a finished track shows its last stop", () => {
    const row = trackRow(
      environment("s", "staging"),
      nodes,
      rollout(["succeeded", "succeeded", "succeeded"], []),
    );
    expect(row.done).toBe(3);
    expect(defaultNodeId(row, nodes)).toBe("contract");
  });

  test("an unknown rollout promises nothing", () => {
    const row = trackRow(environment("s", "staging"), nodes, undefined);
    expect(row.stops.every((stop) => stop.permission === "closed" && !stop.current)).toBe(true);
  });
});

test("environments stand in the order of promotion, and demo ones do not mix with a team's own", () => {
  const all = [
    environment("prod", "production"),
    environment("demo-stage", "staging", true),
    environment("stage", "staging"),
  ];
  expect(promotionPath(all, { environmentId: "prod" } as Plan).map((e) => e.id)).toEqual(["stage", "prod"]);
  expect(promotionPath(all, { environmentId: "demo-stage" } as Plan).map((e) => e.id)).toEqual([
    "demo-stage",
  ]);
});

test("the first environment that is not finished is shown", () => {
  const done = trackRow(
    environment("a", "staging"),
    nodes,
    rollout(["succeeded", "succeeded", "succeeded"], []),
  );
  const open = trackRow(
    environment("b", "production"),
    nodes,
    rollout(["pending", "pending", "pending"], []),
  );
  expect(defaultEnvironmentId([done, open])).toBe("b");
  expect(defaultEnvironmentId([done])).toBe("a");
  expect(defaultEnvironmentId([])).toBeNull();
});
