import type { Policy } from "@/lib/contracts/environment";

type NumberField = { [K in keyof Policy]: Policy[K] extends number ? K : never }[keyof Policy];

export interface PolicyField {
  readonly name: NumberField;
  readonly label: string;
  readonly help: string;
  readonly unit: string;
}

/** The numbers of a policy in the order to show them. The record does not compile while one is missing. */
const FIELDS: Record<NumberField, Omit<PolicyField, "name">> = {
  contractApprovals: {
    label: "Approvals before data is destroyed",
    help: "By people other than the author.",
    unit: "people",
  },
  harmBudgetMs: {
    label: "Harm budget of a step",
    help: "The most time other sessions may wait because of us, summed over sessions. A step is cancelled before it passes this.",
    unit: "ms",
  },
  lockWaitLimitMs: {
    label: "Look for a gap at most",
    help: "How long to keep looking for a moment without conflicting locks before stopping to ask.",
    unit: "ms",
  },
  lockAttemptLimit: {
    label: "Tries for a step's locks at most",
    help: "Then it stops and asks, whatever time is left.",
    unit: "tries",
  },
  batchTargetMs: {
    label: "One backfill batch takes",
    help: "Batch size is steered to this time. 25 ms leaves a busy app's latency alone.",
    unit: "ms",
  },
  batchPauseRatio: {
    label: "Pause between batches",
    help: "As a multiple of the batch's own duration.",
    unit: "×",
  },
  vacuumEveryPercent: {
    label: "Vacuum between slices of a backfill",
    help: "After each so many percent of the table, so that it grows little. 0 leaves it to autovacuum.",
    unit: "%",
  },
  walBudgetBytes: {
    label: "WAL of one backfill",
    help: "It stops to ask before it passes this, so that no disk gets full. 0 means no limit.",
    unit: "bytes",
  },
  growthBudgetBytes: {
    label: "Growth of the table in a backfill",
    help: "It stops to ask before it passes this. A full-page table grows by its own size. 0 means no limit.",
    unit: "bytes",
  },
  maxTransactionAgeMs: {
    label: "Hold while a transaction is older than",
    help: "Long transactions keep vacuum from cleaning up after the backfill.",
    unit: "ms",
  },
  maxReplicaLagMs: {
    label: "Hold while a replica lags by",
    help: "Measured as replay delay.",
    unit: "ms",
  },
  maxSlotBytes: {
    label: "Hold while a replication slot keeps",
    help: "WAL that a slot keeps fills the disk, and a backfill adds to it.",
    unit: "bytes",
  },
  quietWindowMs: {
    label: "Quiet before contract",
    help: "The tripwire must not have moved for so long before the old shape is taken away.",
    unit: "ms",
  },
  watchAfterMs: {
    label: "Watch after a phase",
    help: "Sessions that wait, new scans of whole tables and the app's health, told on the run's page. 0 leaves it out.",
    unit: "ms",
  },
};
export const POLICY_FIELDS: readonly PolicyField[] = (Object.keys(FIELDS) as NumberField[]).map((name) => ({
  name,
  ...FIELDS[name],
}));
