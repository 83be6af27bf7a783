import type { PlanDraft, Step } from "@/lib/contracts/plan";

export { probe, type Ran, runAction } from "@/lib/rehearsal/run-action";

/** The steps of the named phases, in order. */
export function stepsOf(plan: PlanDraft, ...phases: readonly string[]): Step[] {
  return plan.nodes.flatMap((node) => (node.type === "phase" && phases.includes(node.id) ? node.steps : []));
}
