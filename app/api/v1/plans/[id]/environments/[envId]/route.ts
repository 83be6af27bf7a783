import * as z from "zod";
import { route } from "@/app/api/_http/route";
import { Id } from "@/lib/contracts/common";
import { getStore } from "@/lib/store/client";
import { getRollout } from "@/lib/usecases/get-rollout";

export const GET = route({
  role: "viewer",
  params: z.object({ id: Id, envId: Id }),
  handler: ({ actor, params }) =>
    getRollout({ store: getStore(), actor }, { planId: params.id, environmentId: params.envId }),
});
