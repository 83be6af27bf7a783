import type { PlanFinding } from "@/lib/contracts/plan";
import { type OperationPlan, SERVER_MAJORS } from "./operation-plan";

type Needed = "relations" | "summary";

/** An operation's plan of which only what is said is not empty. */
export function partsOf(
  said: Pick<OperationPlan, Needed> & Partial<Omit<OperationPlan, Needed>>,
): OperationPlan {
  return {
    expand: [],
    fills: [],
    tighten: [],
    switch: [],
    contract: [],
    deploys: [],
    findings: [],
    assumes: [],
    tripwires: [],
    serverMajors: SERVER_MAJORS,
    breaking: false,
    ...said,
    compatibleWith: said.compatibleWith ?? { expand: ["Every release"] },
  };
}

/** From 18 on not-null constraints have names, and the steps differ. */
export function notNullMajors(serverMajor: number): OperationPlan["serverMajors"] {
  return serverMajor >= 18 ? { min: 18, max: SERVER_MAJORS.max } : { min: SERVER_MAJORS.min, max: 17 };
}

export function finding(
  level: PlanFinding["level"],
  code: string,
  relation: string | null,
  message: string,
  help: string | null = null,
): PlanFinding {
  return { code, level, message, relation, help };
}
