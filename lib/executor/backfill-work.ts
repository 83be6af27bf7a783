import type { Action, BackfillSpec } from "../contracts/plan";
import type { BatchSize } from "./batch-size";
import type { BackfillProgress } from "./progress";

/** One backfill in the making, over all sessions it takes. */
export interface Work {
  readonly stepId: string;
  readonly cursorId: string;
  readonly action: Action;
  readonly spec: BackfillSpec;
  readonly progress: BackfillProgress;
  size: BatchSize;
  healthAt: number;
  /** Since when no batch has got through; null while they do. */
  stuckSince: number | null;
  fruitless: number;
  /** Harm seen lately: [when, session-milliseconds]. */
  harm: (readonly [number, number])[];
  toldHarmMs: number;
  /** What a person granted again counts from here. */
  readonly granted: { readonly walBytes: number; readonly grownBytes: number };
  /** Rows written when the table was last vacuumed. */
  vacuumedAt: number;
  isVacuumImpossible: boolean;
  /** By this worker: rows looked at and written, and the time of the batches with the pauses that belong to them. */
  readonly worked: { rows: number; written: number; ms: number };
  /** When the table's size was last read. */
  sizedAt: number;
}
