import type { PhaseNode, PlanNode, Step } from "@/lib/contracts/plan";

export interface NodeLabel {
  readonly title: string;
  readonly subtitle: string;
}

const OWN_SCHEMA = "interlock.";

/** Whether a relation is one of Interlock's own: a tripwire or a cursor, never the app's. */
export const isOwnRelation = (relation: string): boolean => relation.startsWith(OWN_SCHEMA);

const SYSTEM_SCHEMAS = ["pg_catalog.", "information_schema."];

/** Whether a relation is the app's: neither Interlock's nor the server's own catalog. */
export const isAppRelation = (relation: string): boolean =>
  !isOwnRelation(relation) && !SYSTEM_SCHEMAS.some((schema) => relation.startsWith(schema));

/** How a stop is written on the track: its kind, and in a few words what it does here. */
export function nodeLabel(node: PlanNode): NodeLabel {
  return node.type === "deploy"
    ? { title: "Deploy", subtitle: node.title }
    : { title: node.title, subtitle: phaseSubtitle(node) };
}

/** What a phase does, from the title of the step that carries it: `Drop full_name of customers`. */
export function phaseSubtitle(phase: PhaseNode): string {
  return firstClause(mainStep(phase)?.title ?? "");
}

/** Steps that only look; what a phase is for is in the others. */
const LOOKS_ONLY: readonly Step["kind"][] = ["check", "validate"];

function mainStep({ steps }: PhaseNode): Step | undefined {
  const changesTables = (step: Step) => step.locks.some(({ relation }) => isAppRelation(relation));
  const acting = steps.filter((step) => !LOOKS_ONLY.includes(step.kind));
  return (
    acting.find((step) => step.kind === "backfill") ?? acting.find(changesTables) ?? acting[0] ?? steps[0]
  );
}

/** The default schema goes without saying where there is little room. */
const firstClause = (title: string): string =>
  (title.split(/[,;]\s/)[0] ?? title).replaceAll(/\bpublic\./g, "");
