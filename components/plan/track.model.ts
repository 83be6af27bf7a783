import { TIERS } from "@/lib/contracts/constants";
import type { Environment } from "@/lib/contracts/environment";
import type { Plan, PlanNode } from "@/lib/contracts/plan";
import type { NodeState, Rollout } from "@/lib/contracts/rollout";

/** One stop of the track on one environment: how far it is, and whether it may start now. */
export interface TrackStop {
  readonly nodeId: string;
  readonly state: NodeState;
  /** `open`: may be started now. `closed`: something is missing. `none`: nothing is left to start here. */
  readonly permission: "open" | "closed" | "none";
  /** The stop that is next on this environment. */
  readonly current: boolean;
}

export interface TrackRow {
  readonly environment: Environment;
  readonly stops: readonly TrackStop[];
  /** Stops done, from the left. */
  readonly done: number;
}

/** The environments of a plan's promotion path, lowest tier first: those of the same world as the one it was made for. */
export function promotionPath(
  environments: readonly Environment[],
  plan: Pick<Plan, "environmentId">,
): readonly Environment[] {
  const home = environments.find((environment) => environment.id === plan.environmentId);
  return environments
    .filter((environment) => home === undefined || environment.demo === home.demo)
    .toSorted((a, b) => TIERS.indexOf(a.tier) - TIERS.indexOf(b.tier) || a.name.localeCompare(b.name));
}

/** A row of the track; a rollout that is not known yet is all pending and closed. */
export function trackRow(
  environment: Environment,
  nodes: readonly PlanNode[],
  rollout: Rollout | undefined,
): TrackRow {
  const states = nodes.map((node) => rollout?.nodes.find((candidate) => candidate.id === node.id));
  const currentIndex = states.findIndex((node) => node?.state !== "succeeded");
  const stops = nodes.map((node, index): TrackStop => {
    const known = states[index];
    const state = known?.state ?? "pending";
    const permission = state === "succeeded" ? "none" : known?.actions.run.allowed ? "open" : "closed";
    return { nodeId: node.id, state, permission, current: rollout !== undefined && index === currentIndex };
  });
  return { environment, stops, done: currentIndex === -1 ? nodes.length : currentIndex };
}

/** The node to show when the URL names none: the one that is next, else the last. */
export function defaultNodeId(row: TrackRow | undefined, nodes: readonly PlanNode[]): string | null {
  return row?.stops.find((stop) => stop.current)?.nodeId ?? nodes.at(-1)?.id ?? null;
}

/** The environment to show when the URL names none: the first that is not finished, else the last. */
export function defaultEnvironmentId(rows: readonly TrackRow[]): string | null {
  const open = rows.find((row) => row.done < row.stops.length);
  return (open ?? rows.at(-1))?.environment.id ?? null;
}
