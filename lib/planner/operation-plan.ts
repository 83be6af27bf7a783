import type { Catalog, Table } from "@/lib/catalog/model";
import type { Policy } from "@/lib/contracts/environment";
import type { Operation } from "@/lib/contracts/operation";
import type { DeployNode, PlanFinding, SizeAssumption, Step } from "@/lib/contracts/plan";
import type { Result } from "@/lib/contracts/result";

export interface PlanContext {
  readonly catalog: Catalog;
  readonly policy: Policy;
  /** Rows a second that backfills reached on this environment; null where none has run. */
  readonly rowsPerSecond: number | null;
  /** Position of the operation in the change, from 0. */
  readonly index: number;
}

/** Rows of one table that an operation needs filled; several operations share one pass over the table. */
export interface RowsToFill {
  readonly table: Table;
  /** Columns that cannot be walked along. */
  readonly avoid: readonly string[];
  readonly column: string;
  /** SQL over the row. */
  readonly expression: string;
  /** SQL, true for rows that still need it. */
  readonly pending: string;
  /** What taking the change back does not bring back, where the column was there before. */
  readonly loses?: string;
}

export type DeployPart = Omit<DeployNode, "type" | "requires">;

/** What one operation adds to each phase. */
export interface OperationPlan {
  readonly expand: readonly Step[];
  readonly fill: RowsToFill | null;
  /** After the rows are filled: what rests on all of them. */
  readonly tighten: readonly Step[];
  /** True where the rows may only be tightened once a deploy has gone out. */
  readonly tightenAfterDeploy: boolean;
  readonly contract: readonly Step[];
  readonly deploys: readonly DeployPart[];
  readonly findings: readonly PlanFinding[];
  readonly assumes: readonly SizeAssumption[];
  /** Tables worked on, foreign-key partners included; `schema.name`. */
  readonly relations: readonly string[];
  readonly serverMajors: { readonly min: number; readonly max: number };
  /** Which app works during and after each phase, in words. */
  readonly compatibleWith: {
    readonly expand: readonly string[];
    readonly backfill: readonly string[];
    readonly contract: readonly string[];
  };
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
