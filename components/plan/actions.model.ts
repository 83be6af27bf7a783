import type { Friction } from "@/components/ui/confirm.model";
import type { Environment } from "@/lib/contracts/environment";
import type { PhaseNode } from "@/lib/contracts/plan";

/**
 * How much to ask before a phase is run: nothing where nothing can be hurt, one press where others feel it,
 * the object's name typed where something is lost that no revert brings back.
 */
export function runFriction(phase: PhaseNode, environment: Environment): Friction {
  const lost = phase.steps.filter((step) => step.destructive && !step.revert.lossless);
  if (lost.length > 0) {
    const object = lost[0]?.locks[0]?.relation ?? phase.id;
    return {
      level: "loss",
      object,
      losses: lost.map((step) => ({ what: step.revert.loses ?? step.title, rows: null })),
    };
  }
  return phase.destructive || environment.tier === "production" ? { level: "confirm" } : { level: "none" };
}

/** Reverting is always asked; what it loses is said. */
export function revertFriction(phase: PhaseNode): Friction {
  const lossy = phase.steps.filter((step) => !step.revert.lossless);
  if (lossy.length === 0) return { level: "confirm" };
  return {
    level: "loss",
    object: lossy[0]?.locks[0]?.relation ?? phase.id,
    losses: lossy.map((step) => ({ what: step.revert.loses ?? step.title, rows: null })),
  };
}

/** The demo's version that fulfils the nth deploy of a plan: v2 first, then v3. */
export const demoVersionFor = (deployIndex: number): "v2" | "v3" => (deployIndex === 0 ? "v2" : "v3");
