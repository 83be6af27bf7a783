import { madeRelations } from "../change/made-relations";
import type { RunContext, RunFacts } from "./context";
import { StepFailed } from "./interruption";
import { probe } from "./probe";
import type { TargetSession } from "./session";

/**
 * What must hold before the first step of a phase: its tables are there, and no larger than the plan assumed
 * when it chose a shortcut. Throws StepFailed `plan.relation-missing`, `plan.size-assumption`.
 */
export async function preflight({ run }: RunContext, session: TargetSession): Promise<void> {
  if (run.direction === "down") return;
  await requireRelations(run, session);
  if (run.draft.assumes.length > 0) await requireSizes(run, session);
}

/**
 * Of the plan's relations, what it does not make itself. A phase that is under way or over may have taken some away or
 * renamed them: then its steps' probes alone say what is left to do.
 */
async function requireRelations(facts: RunFacts, session: TargetSession): Promise<void> {
  const { draft, environmentName } = facts;
  const made = madeRelations(draft.operations);
  const { rows } = await session.client.query<{ name: string }>(
    "SELECT name FROM unnest($1::text[]) AS name WHERE to_regclass(name) IS NULL",
    [draft.relations.filter((relation) => !made.has(relation))],
  );
  if (rows.length === 0 || (await isBegun(facts, session))) return;
  throw new StepFailed(
    "plan.relation-missing",
    `${environmentName} has no ${rows.map((row) => row.name).join(", ")}, which this plan works on.`,
  );
}

async function isBegun({ phase }: RunFacts, session: TargetSession): Promise<boolean> {
  for (const step of phase.steps) {
    if ((await probe(session, step.probe.sql)) === "done") return true;
  }
  return false;
}

async function requireSizes({ draft }: RunFacts, session: TargetSession): Promise<void> {
  const { rows } = await session.client.query<{ relation: string; rows: number; bytes: number }>(
    `SELECT name AS relation, greatest(c.reltuples, 0)::float8 AS rows, pg_table_size(c.oid)::float8 AS bytes
       FROM unnest($1::text[]) AS name JOIN pg_class c ON c.oid = to_regclass(name)`,
    [draft.assumes.map((assumption) => assumption.relation)],
  );
  for (const { relation, maxRows, maxBytes } of draft.assumes) {
    const size = rows.find((row) => row.relation === relation);
    if (!size || (size.rows <= maxRows && size.bytes <= maxBytes)) continue;
    throw new StepFailed(
      "plan.size-assumption",
      `${relation} has about ${Math.round(size.rows)} rows in ${Math.round(size.bytes)} bytes; the plan's shortcut holds up to ${maxRows} rows and ${maxBytes} bytes. Plan again on this environment.`,
    );
  }
}
