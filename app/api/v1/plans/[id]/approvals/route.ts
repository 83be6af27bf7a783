import * as z from "zod";
import { route } from "@/app/api/_http/route";
import { Id } from "@/lib/contracts/common";
import { ApprovalInput } from "@/lib/contracts/rollout";
import { getStore } from "@/lib/store/client";
import { decideApproval } from "@/lib/usecases/decide-approval";

// An engineer who may not approve is told every reason, that they are the author among them.
export const POST = route({
  role: "engineer",
  params: z.object({ id: Id }),
  body: ApprovalInput,
  status: 201,
  handler: ({ actor, params, body }) => decideApproval({ store: getStore(), actor }, params.id, body),
});
