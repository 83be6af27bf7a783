import { route } from "@/app/api/_http/route";
import { SessionActionInput } from "@/lib/contracts/locks";
import { SessionParams } from "@/lib/contracts/queries";
import { getStore } from "@/lib/store/client";
import { actOnSession } from "@/lib/usecases/act-on-session";

export const POST = route({
  role: "approver",
  params: SessionParams,
  body: SessionActionInput,
  handler: ({ actor, params, body }) =>
    actOnSession(
      { store: getStore(), actor },
      { environmentId: params.id, pid: params.pid, act: "terminate", reason: body.reason },
    ),
});
