import * as z from "zod";
import { Id, Instant, Permission } from "./common";
import { Tier } from "./environment";
import { RehearsalBrief } from "./rehearsal";

export const NODE_STATES = [
  "pending",
  "queued",
  "running",
  "paused",
  "failed",
  "aborted",
  "succeeded",
  "reverted",
] as const;
export const NodeState = z.enum(NODE_STATES);
export type NodeState = z.infer<typeof NodeState>;

/** What stands between a deploy node and being satisfied, per service. */
export const ServiceDeploy = z.object({
  service: z.string(),
  version: z.string().nullable(),
  state: z.enum(["missing", "started", "finished", "rolledBack", "too-early", "other-version"]),
  at: Instant.nullable(),
});
export type ServiceDeploy = z.infer<typeof ServiceDeploy>;

export const RolloutNode = z.object({
  id: z.string(),
  type: z.enum(["phase", "deploy"]),
  state: NodeState,
  /** The newest run of the node. */
  runId: Id.nullable(),
  /** Deploy nodes only. */
  services: z.array(ServiceDeploy).optional(),
  approvals: z
    .array(
      z.object({
        approverId: Id,
        approverName: z.string(),
        decision: z.enum(["approve", "reject"]),
        comment: z.string(),
        at: Instant,
      }),
    )
    .optional(),
  actions: z.object({ run: Permission, revert: Permission, approve: Permission }),
});
export type RolloutNode = z.infer<typeof RolloutNode>;

/** The one sentence on top: where it stands, why, who acts next and what that act is. */
export const Headline = z.object({
  tone: z.enum(["ready", "working", "waiting", "danger", "done"]),
  text: z.string(),
  /** Who can act, in words: "you", "an approver", "CI", "nobody: it clears by itself". */
  who: z.string(),
  next: z
    .object({
      label: z.string(),
      action: z.enum(["run", "approve", "deploy", "open-run", "revert", "none"]),
      nodeId: z.string().nullable(),
      environmentId: z.string().nullable(),
      href: z.string().nullable(),
    })
    .nullable(),
});
export type Headline = z.infer<typeof Headline>;

/** A plan on one environment. */
export const Rollout = z
  .object({
    planId: Id,
    planHash: z.string(),
    environmentId: Id,
    headline: Headline,
    nodes: z.array(RolloutNode),
    tripwires: z.array(
      z.object({
        sequence: z.string(),
        title: z.string(),
        /** Sequence position as text; null where it does not exist or cannot be read. */
        value: z.string().nullable(),
        lastMovedAt: Instant.nullable(),
        observedSince: Instant.nullable(),
        quietForMs: z.number().nullable(),
      }),
    ),
  })
  .meta({ id: "Rollout" });
export type Rollout = z.infer<typeof Rollout>;

/** Where a plan stands on an environment, in brief: for lists of many. */
export const RolloutBrief = z
  .object({
    planId: Id,
    environmentId: Id,
    title: z.string(),
    headline: Headline,
    /** In the plan's order. */
    nodes: z.array(
      z.object({ id: z.string(), type: z.enum(["phase", "deploy"]), title: z.string(), state: NodeState }),
    ),
  })
  .meta({ id: "RolloutBrief" });
export type RolloutBrief = z.infer<typeof RolloutBrief>;

export const ApprovalInput = z
  .strictObject({
    environmentId: Id,
    phaseId: z.string().min(1),
    planHash: z.string().min(1),
    decision: z.enum(["approve", "reject"]),
    comment: z.string().max(5000).default(""),
  })
  .meta({ id: "ApprovalInput" });
export type ApprovalInput = z.infer<typeof ApprovalInput>;

export const Approval = z
  .object({
    id: Id,
    planId: Id,
    planHash: z.string(),
    environmentId: Id,
    phaseId: z.string(),
    decision: z.enum(["approve", "reject"]),
    comment: z.string(),
    approverId: Id,
    approverName: z.string(),
    /** What would be destroyed, counted when the approval was given. */
    losses: z.array(z.object({ what: z.string(), rows: z.number().nullable() })),
    createdAt: Instant,
  })
  .meta({ id: "Approval" });
export type Approval = z.infer<typeof Approval>;

/** A card of the inbox: a destructive phase on an environment that waits, or will wait, for consent. */
export const ApprovalRequest = z
  .object({
    planId: Id,
    planHash: z.string(),
    changeId: Id,
    title: z.string(),
    authorName: z.string(),
    environmentId: Id,
    environmentName: z.string(),
    tier: Tier,
    phaseId: z.string(),
    phaseTitle: z.string(),
    sql: z.string(),
    losses: z.array(z.object({ what: z.string(), rows: z.number().nullable() })),
    /** `ready`: all else is done and only the approval is missing. */
    ready: z.boolean(),
    /** The newest on this environment that has ended; null where there is none. */
    rehearsal: RehearsalBrief.nullable(),
    permission: Permission,
    approvals: z.array(Approval),
  })
  .meta({ id: "ApprovalRequest" });
export type ApprovalRequest = z.infer<typeof ApprovalRequest>;

export const DeployInput = z
  .strictObject({
    environmentId: Id,
    service: z.string().trim().min(1).optional(),
    version: z.string().trim().min(1).max(200),
    commit: z.string().max(200).optional(),
    status: z.enum(["started", "finished", "rolledBack"]),
    planId: Id.optional(),
    nodeId: z.string().optional(),
  })
  .meta({ id: "DeployInput" });
export type DeployInput = z.infer<typeof DeployInput>;

export const Deploy = z
  .object({
    id: Id,
    environmentId: Id,
    service: z.string(),
    version: z.string(),
    commit: z.string().nullable(),
    status: z.enum(["started", "finished", "rolledBack"]),
    planId: Id.nullable(),
    nodeId: z.string().nullable(),
    startedAt: Instant,
    finishedAt: Instant.nullable(),
    createdAt: Instant,
  })
  .meta({ id: "Deploy" });
export type Deploy = z.infer<typeof Deploy>;
