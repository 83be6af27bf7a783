import type { Work } from "./backfill-work";
import type { RunContext } from "./context";
import { ABORT, askPerson } from "./interruption";
import type { TargetSession } from "./session";

/** The choice that grants a used-up budget once more. */
const GRANT_AGAIN = { id: "grant-again", label: "Grant the budget again" } as const;

/**
 * Stops to ask before what a backfill writes and grows passes what the policy allows. A full disk is a cliff: six
 * milliseconds after the first error a server was down and could not start again, so there is no error to wait for.
 * Counted from the last time that somebody granted it.
 */
export function requireBudget({ run }: RunContext, work: Work): void {
  const { walBytes, tableBytes, tableBytesBefore } = work.progress.current;
  const { walBudgetBytes, growthBudgetBytes } = run.policy;
  const wal = (walBytes ?? 0) - work.granted.walBytes;
  if (walBudgetBytes > 0 && wal >= walBudgetBytes) {
    throw askPerson(
      "backfill.wal-budget",
      `This backfill has written ${megabytes(wal)} of WAL, its budget. Look at the free disk of the server and its replicas, then grant it again.`,
      [GRANT_AGAIN, ABORT],
    );
  }
  const grown = (tableBytes ?? 0) - (tableBytesBefore ?? 0) - work.granted.grownBytes;
  if (growthBudgetBytes > 0 && grown >= growthBudgetBytes) {
    throw askPerson(
      "backfill.growth-budget",
      `${work.spec.relation} has grown by ${megabytes(grown)}, its budget. Look at the free disk of the server, or vacuum the table, then grant it again.`,
      [GRANT_AGAIN, ABORT],
    );
  }
}

/** What was used when somebody granted the budget again; nothing where nobody did. */
export function grantedSoFar({ run, journal }: RunContext, stepId: string): Work["granted"] {
  const progress = journal.step(stepId).progress;
  if (run.choice !== GRANT_AGAIN.id || !progress) return { walBytes: 0, grownBytes: 0 };
  return {
    walBytes: progress.walBytes ?? 0,
    grownBytes: Math.max(0, (progress.tableBytes ?? 0) - (progress.tableBytesBefore ?? 0)),
  };
}

/** The walked table with its indexes and TOAST, partitions included. */
export async function readTableBytes({ client }: TargetSession, relation: string): Promise<number> {
  const { rows } = await client.query<{ bytes: number }>({
    text: `SELECT coalesce(sum(pg_total_relation_size(coalesce(p.relid, c.oid))), 0)::float8 AS bytes
      FROM pg_class c LEFT JOIN LATERAL pg_partition_tree(c.oid) p ON c.relkind = 'p'
     WHERE c.oid = to_regclass($1)`,
    values: [relation],
    ...{ query_timeout: 5000 },
  });
  return rows[0]!.bytes;
}

const megabytes = (bytes: number): string => `${Math.round(bytes / 1024 / 1024).toLocaleString("en")} MB`;
