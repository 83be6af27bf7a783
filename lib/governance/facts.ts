import type { Policy, Tier } from "../contracts/environment";
import type { PauseReason, RunState } from "../contracts/run";
import type { Role } from "../contracts/user";

/** What the decision needs to know of a plan's node. */
export interface NodeFact {
  readonly id: string;
  readonly type: "phase" | "deploy";
  readonly title: string;
  readonly destructive: boolean;
}

/** One run of a phase on this rollout. Times here and below are epoch milliseconds by the control plane's clock. */
export interface RunFact {
  readonly id: string;
  readonly phaseId: string;
  readonly direction: "up" | "down";
  readonly state: RunState;
  readonly reason: PauseReason | null;
  readonly error: { readonly code: string; readonly message: string } | null;
  readonly createdAt: number;
  readonly finishedAt: number | null;
  /** Whether any of its steps has been done. */
  readonly didSomething: boolean;
}

export interface ApprovalFact {
  readonly phaseId: string;
  readonly environmentId: string;
  readonly planHash: string;
  /** The person: a key counts as its owner. */
  readonly approverId: string;
  readonly approverName: string;
  readonly decision: "approve" | "reject";
  readonly comment: string;
  readonly at: number;
}

export interface DeployFact {
  readonly id: string;
  readonly service: string;
  readonly version: string;
  readonly status: "started" | "finished" | "rolledBack";
  readonly planId: string | null;
  readonly nodeId: string | null;
  readonly startedAt: number;
  readonly finishedAt: number | null;
}

/** What was seen of one tripwire; null fields where it was never seen. */
export interface TripwireFact {
  readonly sequence: string;
  readonly title: string;
  readonly value: string | null;
  readonly observedSince: number | null;
  readonly lastMovedAt: number | null;
  readonly seenAt: number | null;
}

export interface LowerEnvironment {
  readonly id: string;
  readonly name: string;
  /** Phases that stand done there. */
  readonly succeeded: ReadonlySet<string>;
}

/** Everything the decision looks at. It reads nothing else: no clock, no database. */
export interface RolloutFacts {
  readonly now: number;
  /** `role` is null where the person is gone or was never known: then nothing is allowed. */
  readonly actor: { readonly userId: string; readonly role: Role | null };
  readonly plan: {
    readonly id: string;
    readonly hash: string;
    readonly authorId: string;
    readonly supersededBy: string | null;
    /** False where an earlier version of Interlock stored it in a form that this one does not run. */
    readonly readable: boolean;
    readonly nodes: readonly NodeFact[];
  };
  readonly environment: {
    readonly id: string;
    readonly name: string;
    readonly tier: Tier;
    readonly services: readonly string[];
    readonly policy: Policy;
  };
  readonly runs: readonly RunFact[];
  readonly approvals: readonly ApprovalFact[];
  /** Every deploy on this environment, in any order. */
  readonly deploys: readonly DeployFact[];
  /** Tiers below this environment's that have environments (of the same kind: demo or not), lowest first. */
  readonly lowerTiers: readonly {
    readonly tier: Tier;
    readonly environments: readonly LowerEnvironment[];
  }[];
  /** Other open rollouts on this environment that touch one of the plan's relations. */
  readonly overlaps: readonly {
    readonly planId: string;
    readonly title: string;
    readonly relations: readonly string[];
  }[];
  readonly tripwires: readonly TripwireFact[];
  /** People other than the author who could approve here. */
  readonly otherApprovers: number;
}
