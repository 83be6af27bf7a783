import { route } from "@/app/api/_http/route";
import { getStore } from "@/lib/store/client";
import { listApprovalRequests } from "@/lib/usecases/list-approval-requests";

export const GET = route({
  role: "viewer",
  handler: ({ actor }) => listApprovalRequests({ store: getStore(), actor }),
});
