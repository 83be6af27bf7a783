import type { Change, ChangeWithPlan } from "../contracts/change";
import type { Page } from "../contracts/common";
import { fail, ok, type Result } from "../contracts/result";
import { getChange as readChange, listChanges as readChanges } from "../store/changes";
import { getPlan } from "../store/plans";
import type { Asker } from "./asker";

/** A change with its newest plan; the change's own fields stand beside `change` and `plan` too. */
export async function getChange({ store }: Asker, id: string): Promise<Result<ChangeWithPlan & Change>> {
  const change = await readChange(store.db, id);
  const plan = change && (await getPlan(store.db, change.planId));
  if (!change || !plan) return fail({ code: "not-found", message: "There is no such change." });
  return ok({ ...change, change, plan });
}

export async function listChanges(
  { store }: Asker,
  page: { cursor?: string | undefined; limit: number },
): Promise<Result<Page<Change>>> {
  return ok(await readChanges(store.db, page));
}
