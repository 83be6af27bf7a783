import type { PlanDraft, Step } from "@/lib/contracts/plan";

export { probe, type Ran, runAction } from "@/lib/rehearsal/run-action";

/** SQL: how often this transaction has begun to read a table. */
export const SCANS =
  "SELECT sum(pg_stat_get_xact_numscans(oid))::int AS n FROM pg_class WHERE relkind = 'r' AND relname !~ '^pg_'";

/** The steps of the named phases, in order. */
export function stepsOf(plan: PlanDraft, ...phases: readonly string[]): Step[] {
  return plan.nodes.flatMap((node) => (node.type === "phase" && phases.includes(node.id) ? node.steps : []));
}
