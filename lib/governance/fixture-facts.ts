import { DEFAULT_POLICY, type Policy } from "../contracts/environment";
import type { DeployFact, NodeFact, RolloutFacts, RunFact } from "./facts";

/** The windows of the cases are written against a minute. */
export const FIXTURE_POLICY: Policy = { ...DEFAULT_POLICY, quietWindowMs: 60_000 };

export const NOW = Date.parse("2026-01-31T12:00:00.000Z");
export const MINUTE = 60_000;

export const RENAME_NODES: readonly NodeFact[] = [
  { id: "expand", type: "phase", title: "Expand", destructive: false },
  { id: "backfill", type: "phase", title: "Backfill", destructive: false },
  { id: "deploy-new-name", type: "deploy", title: "Use the new name", destructive: false },
  { id: "deploy-forget-old", type: "deploy", title: "Forget the old name", destructive: false },
  { id: "contract", type: "phase", title: "Contract", destructive: true },
];

let made = 0;
/** A run that ended `minutesAgo`; succeeded and up unless told. */
export function run(phaseId: string, minutesAgo: number, more: Partial<RunFact> = {}): RunFact {
  made += 1;
  return {
    id: `run_${String(made).padStart(6, "0")}`,
    phaseId,
    direction: "up",
    state: "succeeded",
    reason: null,
    error: null,
    createdAt: NOW - minutesAgo * MINUTE - 1000,
    finishedAt: NOW - minutesAgo * MINUTE,
    didSomething: true,
    ...more,
  };
}

/** A finished deploy of `app` that began `minutesAgo`. */
export function deploy(version: string, minutesAgo: number, more: Partial<DeployFact> = {}): DeployFact {
  made += 1;
  return {
    id: `dep_${String(made).padStart(6, "0")}`,
    service: "app",
    version,
    status: "finished",
    planId: null,
    nodeId: null,
    startedAt: NOW - minutesAgo * MINUTE,
    finishedAt: NOW - minutesAgo * MINUTE + 1000,
    ...more,
  };
}

export const bound = (nodeId: string) => ({ planId: "pln_1", nodeId });

/** A rename of which everything before contract is done, approved and quiet: contract may run. */
export function readyForContract(): RolloutFacts {
  return {
    now: NOW,
    actor: { userId: "eve", role: "engineer" },
    plan: {
      id: "pln_1",
      hash: "h1",
      authorId: "ann",
      supersededBy: null,
      readable: true,
      nodes: RENAME_NODES,
    },
    environment: {
      id: "env_p",
      name: "production",
      tier: "production",
      services: ["app"],
      policy: FIXTURE_POLICY,
    },
    runs: [run("expand", 60), run("backfill", 50)],
    approvals: [
      {
        phaseId: "contract",
        environmentId: "env_p",
        planHash: "h1",
        approverId: "bob",
        approverName: "Bob",
        decision: "approve",
        comment: "",
        at: NOW - 5 * MINUTE,
      },
    ],
    deploys: [
      deploy("v1", 100),
      deploy("v2", 40, bound("deploy-new-name")),
      deploy("v3", 30, bound("deploy-forget-old")),
    ],
    lowerTiers: [
      {
        tier: "staging",
        environments: [
          { id: "env_s", name: "staging", succeeded: new Set(["expand", "backfill", "contract"]) },
        ],
      },
    ],
    overlaps: [],
    tripwires: [
      {
        sequence: "interlock.t",
        title: "Old writes",
        value: "7",
        observedSince: NOW - 60 * MINUTE,
        lastMovedAt: NOW - 35 * MINUTE,
        seenAt: NOW - 1000,
      },
    ],
    otherApprovers: 1,
  };
}
