import { strToU8, zipSync } from "fflate";
import * as z from "zod";
import { route } from "@/app/api/_http/route";
import { Id } from "@/lib/contracts/common";
import { ExportInput, ExportQuery, type PlanExport } from "@/lib/contracts/interop";
import { ok, type Result } from "@/lib/contracts/result";
import { getStore } from "@/lib/store/client";
import { exportPlanFiles } from "@/lib/usecases/export-plan-files";

const params = z.object({ id: Id });

export const GET = route({
  role: "viewer",
  params,
  query: ExportQuery,
  handler: async ({ actor, params: { id }, query: { tool, ...options }, request }) =>
    answer(request, id, await exportPlanFiles({ store: getStore(), actor }, id, tool, options)),
});

export const POST = route({
  role: "viewer",
  params,
  body: ExportInput,
  handler: async ({ actor, params: { id }, body: { tool, repository, ...options }, request }) =>
    answer(request, id, await exportPlanFiles({ store: getStore(), actor }, id, tool, options, repository)),
});

/** A zip where that is asked for. */
function answer(request: Request, id: string, exported: Result<PlanExport>): Result<PlanExport> | Response {
  if (!exported.ok) return exported;
  if (!request.headers.get("accept")?.includes("application/zip")) return ok(exported.value);
  const entries = exported.value.files.map(({ path, content }) => [path, strToU8(content)] as const);
  return new Response(new Uint8Array(zipSync(Object.fromEntries(entries))), {
    headers: {
      "content-type": "application/zip",
      "content-disposition": `attachment; filename="interlock-${exported.value.tool}-${id}.zip"`,
      "cache-control": "no-store",
    },
  });
}
