import { and, eq, sql } from "drizzle-orm";
import { madeRelations } from "../change/made-relations";
import { auditEvents } from "../store/schema";
import type { RunContext, RunFacts } from "./context";
import { ACCEPT_UNREADABLE, unreadableSignals } from "./health";
import { audit } from "./intent";
import { ABORT, askPerson, StepFailed } from "./interruption";
import { readPreflightFacts } from "./preflight-facts";
import { judgePreflight, type PreflightItem } from "./preflight-items";
import { probe } from "./probe";
import type { TargetSession } from "./session";

/**
 * What must hold before the first step of a phase: its tables are there, and no larger than the plan assumed when it
 * chose a shortcut; we may change them; the server builds sound indexes; the team's tool takes the record of it. All that was looked at is shown with the run.
 * Throws StepFailed `plan.relation-missing`, `plan.size-assumption`; StopAndAsk `preflight.refused`,
 * `health.unreadable`, `tool.refuses`.
 */
export async function preflight(context: RunContext, session: TargetSession): Promise<void> {
  const { run } = context;
  if (run.direction === "up") {
    await requireRelations(run, session);
    if (run.draft.assumes.length > 0) await requireSizes(run, session);
  }
  const facts = await readPreflightFacts(session, run.draft.relations);
  const items = judgePreflight(facts, run.phase, run.policy);
  const record = (await context.recorder?.preflight(session)) ?? null;
  await tell(context, record === null ? items : [...items, record]);
  const refused = items.filter(({ status }) => status === "error");
  if (refused.length > 0) {
    throw askPerson("preflight.refused", refused.map(({ message }) => message).join(" "), [
      { id: "check-again", label: "Check again" },
      ABORT,
    ]);
  }
  requireReadable(context, items);
  if (record?.status === "error" && context.recorder) throw context.recorder.refused(record.message);
}

/** Shows the items, and puts on record once per environment what nobody can read there and no policy requires. */
async function tell(context: RunContext, items: readonly PreflightItem[]): Promise<void> {
  const { run, journal } = context;
  const shown = items.map(({ signal: _, ...item }) => item);
  const unknown = items.filter(({ status }) => status === "unknown").map(({ code }) => code);
  const preflight = { at: new Date().toISOString(), items: shown };
  await journal.write([{ type: "preflight", data: { items: shown } }], { preflight }, async (tx) => {
    const known = await tx
      .select({ codes: sql<string[]>`${auditEvents.detail}->'unreadable'` })
      .from(auditEvents)
      .where(
        and(eq(auditEvents.environmentId, run.environmentId), eq(auditEvents.action, "preflight.unreadable")),
      );
    const accepted = new Set(known.flatMap(({ codes }) => codes));
    const fresh = unknown.filter((code) => !accepted.has(code));
    if (fresh.length === 0) return;
    const titles = items.filter(({ code }) => fresh.includes(code)).map(({ title }) => title.toLowerCase());
    await audit(
      tx,
      context,
      "preflight.unreadable",
      `Goes on without what cannot be read on ${run.environmentName}: ${titles.join(", ")}`,
      { unreadable: fresh },
    );
  });
}

/** A signal that the policy requires and that this role cannot read holds the run until somebody accepts it. */
function requireReadable({ run }: RunContext, items: readonly PreflightItem[]): void {
  const unreadable = items.filter(
    ({ status, signal }) =>
      status === "unknown" && signal !== null && run.policy.requiredSignals.includes(signal),
  );
  const accepted = run.choices.includes(ACCEPT_UNREADABLE);
  // Only a backfill is steered by them: hidden sessions are seen by what they lock.
  const isSteered = run.phase.steps.some((step) => step.kind === "backfill");
  if (unreadable.length === 0 || accepted || !isSteered) return;
  throw unreadableSignals(unreadable.map(({ title }) => title.toLowerCase()));
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
