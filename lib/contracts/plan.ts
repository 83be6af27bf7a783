import * as z from "zod";
import { Id, Instant, RelationLock } from "./common";
import { SNIPPET_TARGETS } from "./constants";
import { Operation } from "./operation";

export const PHASE_KINDS = ["expand", "backfill", "switch", "contract"] as const;
export const PhaseKind = z.enum(PHASE_KINDS);
export type PhaseKind = z.infer<typeof PhaseKind>;

export const STEP_KINDS = ["ddl", "concurrent", "backfill", "validate", "check", "archive", "sql"] as const;
export const StepKind = z.enum(STEP_KINDS);
export type StepKind = z.infer<typeof StepKind>;

/** What a statement does to the database while it runs, as the fact engine derives it from its SQL. */
export const Facts = z.object({
  locks: z.array(RelationLock),
  blocksReads: z.boolean(),
  blocksWrites: z.boolean(),
  rewrites: z.boolean(),
  scans: z.boolean(),
  destructive: z.boolean(),
  /** False where Postgres refuses the statement inside a transaction block. */
  transactional: z.boolean(),
  /** True where the engine does not know the statement: then the other facts promise nothing. */
  unknown: z.boolean(),
});
export type Facts = z.infer<typeof Facts>;

/** A table in which the rows are kept before they are changed or deleted, under the same column names, the key among them. */
export const BatchArchive = z.object({ relation: z.string(), columns: z.array(z.string()).min(1) });

/** SQL predicate over a row of the walked table, true while it still needs this write; what the app wrote is not pending. */
const Pending = z.string();

/** What one batch of rows brings about; `lib/planner/batch-sql.ts` has the statement of each. */
export const BatchWrite = z.discriminatedUnion("kind", [
  /** The rows themselves. Right-hand sides are SQL over the row, identifiers quoted already. */
  z.object({
    kind: z.literal("update"),
    assignments: z.array(z.object({ column: z.string(), expression: z.string() })).min(1),
    pending: Pending,
    archive: BatchArchive.extend({
      /** What columns became, beside what they were. */
      given: z.array(z.object({ column: z.string(), as: z.string() })),
    }).nullable(),
  }),
  /**
   * Another table, by one statement over `batch`, which has all columns of the pending rows: `INSERT INTO … SELECT … FROM
   * batch ON CONFLICT …`, or an UPDATE or DELETE that joins it. The rows stay locked against writers until the commit.
   */
  z.object({ kind: z.literal("from-batch"), statement: z.string(), pending: Pending }),
  /** The rows go. */
  z.object({ kind: z.literal("delete"), pending: Pending, archive: BatchArchive.nullable() }),
]);
export type BatchWrite = z.infer<typeof BatchWrite>;

/** A keyset-paged walk over one table: every batch runs the writes in order, in one transaction with the cursor. */
export const BackfillSpec = z.object({
  /** The table that is walked. */
  relation: z.string(),
  /** Columns of the primary key or of a unique not-null index, in index order; bare names. */
  key: z.array(z.string()).min(1),
  writes: z.array(BatchWrite).min(1),
});
export type BackfillSpec = z.infer<typeof BackfillSpec>;

/** Something the executor can carry out: a step, or one part of a step's revert. */
export const Action = Facts.extend({
  id: z.string(),
  title: z.string(),
  kind: StepKind,
  /** Statements separated by `;\n`. For a backfill: the batch in readable form. */
  sql: z.string(),
  backfill: BackfillSpec.nullable(),
  /**
   * One-row, one-column query, run before and after. It answers `absent`, `partial` or `done`; `unchanged` of what is
   * replaced, while it is as it was: that is run too, and is right afterwards where the new comes to the same as the old.
   */
  probe: z.object({ sql: z.string() }),
});
export type Action = z.infer<typeof Action>;

export const Revert = z.object({
  /** All of the revert as text, for people; empty where nothing has to be done. */
  sql: z.string(),
  lossless: z.boolean(),
  /** What is lost, in words; null where lossless. */
  loses: z.string().nullable(),
  /** What the executor runs, in order. */
  actions: z.array(Action),
});
export type Revert = z.infer<typeof Revert>;

export const Estimate = z.object({
  lowMs: z.number(),
  highMs: z.number(),
  /** Where the figures come from, in words. */
  basis: z.string(),
});

export const Step = Action.extend({ revert: Revert, estimate: Estimate });
export type Step = z.infer<typeof Step>;

export const PhaseNode = z.object({
  type: z.literal("phase"),
  id: z.string(),
  kind: PhaseKind,
  title: z.string(),
  why: z.string(),
  /** App versions in words that work during and after this phase. */
  compatibleWith: z.array(z.string()),
  destructive: z.boolean(),
  steps: z.array(Step),
});
export type PhaseNode = z.infer<typeof PhaseNode>;

export const SnippetTarget = z.enum(SNIPPET_TARGETS);
export type SnippetTarget = z.infer<typeof SnippetTarget>;

export const DeployNode = z.object({
  type: z.literal("deploy"),
  id: z.string(),
  title: z.string(),
  instructions: z.string(),
  /** App code per framework, keyed by snippet target. */
  snippets: z.partialRecord(SnippetTarget, z.string()),
  /** Ids of nodes that must be done before this deploy starts. */
  requires: z.array(z.string()),
  compatibleWith: z.array(z.string()),
});
export type DeployNode = z.infer<typeof DeployNode>;

export const PlanNode = z.discriminatedUnion("type", [PhaseNode, DeployNode]);
export type PlanNode = z.infer<typeof PlanNode>;

export const FindingLevel = z.enum(["info", "warning", "error"]);
export const PlanFinding = z.object({
  code: z.string(),
  level: FindingLevel,
  message: z.string(),
  relation: z.string().nullable(),
  help: z.string().nullable(),
});
export type PlanFinding = z.infer<typeof PlanFinding>;

export const SizeAssumption = z.object({ relation: z.string(), maxRows: z.number(), maxBytes: z.number() });
export type SizeAssumption = z.infer<typeof SizeAssumption>;

/** A sequence on the target that old code bumps whenever it writes. */
export const Tripwire = z.object({
  /** `interlock.name`, quoted only where SQL needs it. */
  sequence: z.string(),
  title: z.string(),
});
export type Tripwire = z.infer<typeof Tripwire>;

/** A plan as the planner returns it: pure, not stored yet. */
export const PlanDraft = z.object({
  format: z.literal(1),
  hash: z.string(),
  title: z.string(),
  summary: z.string(),
  kind: z.enum(["additive", "breaking"]),
  operations: z.array(Operation),
  /** Version of the server the plan was made for, e.g. `15.18`. */
  serverVersion: z.string(),
  /** Majors on which the same plan is right, inclusive. */
  serverMajors: z.object({ min: z.int(), max: z.int() }),
  catalogFingerprint: z.string(),
  assumes: z.array(SizeAssumption),
  findings: z.array(PlanFinding),
  /** Relations whose advisory fences a run of any phase takes. */
  relations: z.array(z.string()),
  /** Quiet since the deploys, each of them, before anything is destroyed. */
  tripwires: z.array(Tripwire),
  nodes: z.array(PlanNode),
});
export type PlanDraft = z.infer<typeof PlanDraft>;

export const Plan = PlanDraft.extend({
  id: Id,
  changeId: Id,
  /** The environment whose catalog it was planned against. */
  environmentId: Id,
  createdAt: Instant,
  supersededBy: Id.nullable(),
}).meta({ id: "Plan" });
export type Plan = z.infer<typeof Plan>;
