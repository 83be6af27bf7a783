import type { RunContext } from "./context";
import { StepFailed } from "./interruption";
import type { TargetSession } from "./session";

/**
 * What must hold before the first step of a phase: the tables are no larger than the plan assumed when it chose a
 * shortcut. Throws StepFailed `plan.size-assumption`.
 */
export async function preflight({ run }: RunContext, session: TargetSession): Promise<void> {
  if (run.direction === "down" || run.draft.assumes.length === 0) return;
  const { rows } = await session.client.query<{ relation: string; rows: number; bytes: number }>(
    `SELECT name AS relation, greatest(c.reltuples, 0)::float8 AS rows, pg_table_size(c.oid)::float8 AS bytes
       FROM unnest($1::text[]) AS name JOIN pg_class c ON c.oid = to_regclass(name)`,
    [run.draft.assumes.map((assumption) => assumption.relation)],
  );
  for (const { relation, maxRows, maxBytes } of run.draft.assumes) {
    const size = rows.find((row) => row.relation === relation);
    if (!size || (size.rows <= maxRows && size.bytes <= maxBytes)) continue;
    throw new StepFailed(
      "plan.size-assumption",
      `${relation} has about ${Math.round(size.rows)} rows in ${Math.round(size.bytes)} bytes; the plan's shortcut holds up to ${maxRows} rows and ${maxBytes} bytes. Plan again on this environment.`,
    );
  }
}
