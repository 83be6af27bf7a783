import type { Catalog, Table } from "@/lib/catalog/model";
import type { Policy } from "@/lib/contracts/environment";
import type { Operation } from "@/lib/contracts/operation";
import type {
  BatchWrite,
  DeployNode,
  PhaseKind,
  PlanFinding,
  SizeAssumption,
  Tripwire,
} from "@/lib/contracts/plan";
import type { Result } from "@/lib/contracts/result";
import type { Measurements } from "./estimate";
import type { PlannedStep, RevertDraft } from "./step-list";

export interface PlanContext {
  /** As the operations before this one of the change leave it. */
  readonly catalog: Catalog;
  /** As it is before the whole change. */
  readonly start: Catalog;
  readonly policy: Policy;
  readonly measurements: Measurements;
  /** Position of the operation in the change, from 0. */
  readonly index: number;
}

/**
 * What an operation needs done for rows that are there already; all operations of a change share one pass over each
 * table. Updates without an archive become one UPDATE, every other write a statement of its own, in order.
 */
export interface RowsToFill {
  /** The table that is walked; the write may go to another one. */
  readonly table: Table;
  /** Columns that cannot be walked along. */
  readonly avoid: readonly string[];
  readonly write: BatchWrite;
  /** Of the write, e.g. `Copy rows of public.a to public.b in batches`; an update of columns has one already. */
  readonly title?: string;
  /** Takes the write back; nothing where the filled columns go with expand. */
  readonly revert?: readonly RevertDraft[];
  /** What taking the change back does not bring back, where the column was there before. */
  readonly loses?: string;
}

export type DeployPart = Omit<DeployNode, "type" | "requires"> & {
  /** The phase that has to wait for this release. */
  readonly before: Exclude<PhaseKind, "expand">;
};

/** What one operation adds to each phase: expand, backfill (the rows, then what rests on them), switch, contract. */
export interface OperationPlan {
  readonly expand: readonly PlannedStep[];
  readonly fills: readonly RowsToFill[];
  /** After the rows are filled: what rests on all of them. Ends the backfill phase. */
  readonly tighten: readonly PlannedStep[];
  /** Names exchanged: one short transaction for each operation. */
  readonly switch: readonly PlannedStep[];
  readonly contract: readonly PlannedStep[];
  /** In the order they go out, each ahead of the phase it names. */
  readonly deploys: readonly DeployPart[];
  readonly findings: readonly PlanFinding[];
  readonly assumes: readonly SizeAssumption[];
  /** Tables worked on, foreign-key partners included; `schema.name`. */
  readonly relations: readonly string[];
  /** What tells whether old code still writes, where the route takes something away. */
  readonly tripwires: readonly Tripwire[];
  readonly serverMajors: { readonly min: number; readonly max: number };
  /** Which app works during and after each phase, in words. */
  readonly compatibleWith: Readonly<Partial<Record<PhaseKind, readonly string[]>>>;
  readonly breaking: boolean;
  /** One line. */
  readonly summary: string;
}

/** Why there is no safe route, with the field that it is about. */
export interface Refusal {
  readonly field: string;
  readonly message: string;
}

export type OperationPlanner<O extends Operation> = (
  operation: O,
  context: PlanContext,
) => Result<OperationPlan, readonly Refusal[]>;

/** Oldest and newest server the planner's routes were run on. */
export const SERVER_MAJORS = { min: 13, max: 18 } as const;
