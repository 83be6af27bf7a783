import * as z from "zod";
import { route } from "@/app/api/_http/route";
import { Id } from "@/lib/contracts/common";
import { getStore } from "@/lib/store/client";
import { forgetRecord } from "@/lib/usecases/tool-records";

export const DELETE = route({
  role: "engineer",
  params: z.object({ id: Id, envId: Id, recordId: Id }),
  handler: ({ actor, params: { id, envId, recordId } }) =>
    forgetRecord({ store: getStore(), actor }, { planId: id, environmentId: envId }, recordId),
});
