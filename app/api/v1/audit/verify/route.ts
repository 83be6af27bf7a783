import { route } from "@/app/api/_http/route";
import { verifyAudit } from "@/lib/audit/verify";
import { ok } from "@/lib/contracts/result";
import { getStore } from "@/lib/store/client";

export const GET = route({
  role: "viewer",
  handler: async () => ok(await verifyAudit(getStore().db)),
});
