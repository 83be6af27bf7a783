import type { Page } from "../contracts/common";
import type { RehearsalBrief } from "../contracts/rehearsal";
import { ok, type Result } from "../contracts/result";
import { listRehearsals as readRehearsals } from "../store/rehearsals";
import type { Asker } from "./asker";
import { getPlan } from "./get-plan";

/** Rehearsals of a plan, newest first, without their reports. */
export async function listRehearsals(
  asker: Asker,
  filter: Parameters<typeof readRehearsals>[1],
): Promise<Result<Page<RehearsalBrief>>> {
  const plan = await getPlan(asker, filter.planId);
  if (!plan.ok) return plan;
  return ok(await readRehearsals(asker.store.db, filter));
}
