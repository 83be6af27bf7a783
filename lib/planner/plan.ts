import type { Catalog } from "@/lib/catalog/model";
import type { Policy } from "@/lib/contracts/environment";
import type { Operation } from "@/lib/contracts/operation";
import type { PlanDraft } from "@/lib/contracts/plan";
import type { Failure, Result } from "@/lib/contracts/result";

export interface PlanInput {
  readonly title: string;
  readonly operations: readonly Operation[];
  readonly catalog: Catalog;
  readonly policy: Policy;
  /** Rows a second that backfills reached on this environment; null where none has run. */
  readonly rowsPerSecond: number | null;
}

export async function planChange(_input: PlanInput): Promise<Result<PlanDraft, Failure>> {
  throw new Error("being written");
}
