import type { Catalog } from "@/lib/catalog/model";
import { understandChange } from "@/lib/change/understand";
import { DEFAULT_POLICY } from "@/lib/contracts/environment";
import type { Plan } from "@/lib/contracts/plan";
import { planChange } from "@/lib/planner/plan";

/** The plan of a sentence, as one that was stored. Throws where it is not understood or refused. */
export async function planOfSentence(catalog: Catalog, sentence: string, title = sentence): Promise<Plan> {
  const understood = await understandChange({ sentence }, catalog);
  if (!understood.ok) throw new Error(JSON.stringify(understood.failure));
  const made = await planChange({
    title,
    operations: understood.value,
    catalog,
    policy: DEFAULT_POLICY,
    measured: [],
  });
  if (!made.ok) throw new Error(JSON.stringify(made.failure));
  return {
    ...made.value,
    id: "pln_1",
    changeId: "chg_1",
    environmentId: "env_1",
    createdAt: "2026-01-02T03:04:05.678Z",
    supersededBy: null,
  };
}
