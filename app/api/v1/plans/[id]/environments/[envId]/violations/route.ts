import * as z from "zod";
import { route } from "@/app/api/_http/route";
import { Id } from "@/lib/contracts/common";
import { getStore } from "@/lib/store/client";
import { listViolations } from "@/lib/usecases/list-violations";

export const GET = route({
  role: "viewer",
  params: z.object({ id: Id, envId: Id }),
  handler: ({ actor, params }) =>
    listViolations({ store: getStore(), actor }, { planId: params.id, environmentId: params.envId }),
});
