import * as z from "zod";
import { route } from "@/app/api/_http/route";
import { Id } from "@/lib/contracts/common";
import { getStore } from "@/lib/store/client";
import { checkEnvironment } from "@/lib/usecases/check-environment";

export const POST = route({
  role: "engineer",
  params: z.object({ id: Id }),
  handler: ({ actor, params }) => checkEnvironment({ store: getStore(), actor }, params.id),
});
