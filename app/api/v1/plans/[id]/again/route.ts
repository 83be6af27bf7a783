import * as z from "zod";
import { route } from "@/app/api/_http/route";
import { Id } from "@/lib/contracts/common";
import { getStore } from "@/lib/store/client";
import { planAgain } from "@/lib/usecases/plan-again";

export const POST = route({
  role: "engineer",
  params: z.object({ id: Id }),
  status: 201,
  handler: ({ actor, params }) => planAgain({ store: getStore(), actor }, params.id),
});
