import type { ReadMigrations, SourceMigration } from "./source-migration";

/** How a tool's migrations are read back, and which of them it would still run. */
export interface SourceRules {
  readonly read: ReadMigrations;
  /** By name where left out: its history has a row for each. */
  readonly isApplied?: (
    migration: SourceMigration,
    applied: readonly string[],
    all: readonly SourceMigration[],
  ) => boolean;
  /** What becomes of one that stands before one that is applied; it is run like any other where left out. */
  readonly late?: {
    /** By the order of the files where left out. */
    readonly isLate?: (migration: SourceMigration, applied: readonly string[]) => boolean;
    readonly outcome: "refused" | "skipped";
  };
}
