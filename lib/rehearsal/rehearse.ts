import type { Catalog } from "../catalog/model";
import type { PlanDraft } from "../contracts/plan";
import type { AppQuery, RehearsalReport } from "../contracts/rehearsal";

export interface RehearseOptions {
  readonly plan: Pick<PlanDraft, "nodes" | "relations">;
  /** The structure to rehearse on, as read from the environment. */
  readonly catalog: Catalog;
  /** Statements of the app; where there are none, `note` says why. */
  readonly queries: readonly AppQuery[];
  readonly querySource: RehearsalReport["compatibility"]["source"];
  readonly queryNote: string | null;
  /** Connection string of an empty database whose owner asks; what is in it afterwards is nobody's. */
  readonly shadowUrl: string;
  readonly signal?: AbortSignal;
}

/** Carries the plan out on the shadow: up, down, up again. Throws where the shadow itself fails. */
export async function rehearse(_options: RehearseOptions): Promise<RehearsalReport> {
  throw new Error("not built yet");
}
