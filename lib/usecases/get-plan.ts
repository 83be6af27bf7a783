import type { Plan } from "../contracts/plan";
import { fail, ok, type Result } from "../contracts/result";
import { getPlan as readPlan } from "../store/plans";
import type { Asker } from "./asker";

export async function getPlan({ store }: Asker, id: string): Promise<Result<Plan>> {
  const plan = await readPlan(store.db, id);
  return plan ? ok(plan) : noPlan();
}

export function noPlan(): Result<never> {
  return fail({ code: "not-found", message: "There is no such plan." });
}
