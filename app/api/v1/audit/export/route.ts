import { route } from "@/app/api/_http/route";
import { exportAudit } from "@/lib/audit/export";
import { getStore } from "@/lib/store/client";

export const GET = route({
  role: "viewer",
  handler: async () =>
    new Response(exportAudit(getStore().db), {
      headers: {
        "content-type": "application/x-ndjson; charset=utf-8",
        "content-disposition": 'attachment; filename="interlock-audit.ndjson"',
        "cache-control": "no-store",
      },
    }),
});
