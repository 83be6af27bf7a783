import { strToU8, zipSync } from "fflate";
import * as z from "zod";
import { route } from "@/app/api/_http/route";
import { Id } from "@/lib/contracts/common";
import { ExportQuery } from "@/lib/contracts/interop";
import { ok } from "@/lib/contracts/result";
import { getStore } from "@/lib/store/client";
import { exportPlanFiles } from "@/lib/usecases/export-plan-files";

export const GET = route({
  role: "viewer",
  params: z.object({ id: Id }),
  query: ExportQuery,
  handler: async ({ actor, params, query, request }) => {
    const { tool, ...options } = query;
    const exported = await exportPlanFiles({ store: getStore(), actor }, params.id, tool, options);
    if (!exported.ok) return exported;
    if (!request.headers.get("accept")?.includes("application/zip")) return ok(exported.value);
    const entries = exported.value.files.map(({ path, content }) => [path, strToU8(content)] as const);
    return new Response(new Uint8Array(zipSync(Object.fromEntries(entries))), {
      headers: {
        "content-type": "application/zip",
        "content-disposition": `attachment; filename="interlock-${tool}-${params.id}.zip"`,
        "cache-control": "no-store",
      },
    });
  },
});
