import type { ExportOptions, PlanExport, RepositoryFile, ToolId } from "../contracts/interop";
import { fail, ok, type Result } from "../contracts/result";
import { exportPlan } from "../interop/export-plan";
import { loadParser } from "../sql/parse";
import type { Asker } from "./asker";
import { getPlan } from "./get-plan";

/** The plan as files of the team's own migration tool. Changes nothing. */
export async function exportPlanFiles(
  asker: Asker,
  planId: string,
  tool: ToolId,
  options: ExportOptions,
  repository: readonly RepositoryFile[] = [],
): Promise<Result<PlanExport>> {
  const plan = await getPlan(asker, planId);
  if (!plan.ok) return plan;
  await loadParser();
  const exported = exportPlan(plan.value, tool, options, repository);
  return exported.ok
    ? ok(exported.value)
    : fail({ code: "input.invalid", errors: [{ path: "phase", message: exported.failure }] });
}
