import { route } from "@/app/api/_http/route";
import { listAudit } from "@/lib/audit/read";
import { AuditQuery } from "@/lib/contracts/audit";
import { ok } from "@/lib/contracts/result";
import { getStore } from "@/lib/store/client";

export const GET = route({
  role: "viewer",
  query: AuditQuery,
  handler: async ({ query }) => ok(await listAudit(getStore().db, query)),
});
