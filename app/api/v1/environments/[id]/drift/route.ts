import * as z from "zod";
import { route } from "@/app/api/_http/route";
import { Id } from "@/lib/contracts/common";
import { getStore } from "@/lib/store/client";
import { listDrift } from "@/lib/usecases/list-drift";

export const GET = route({
  role: "viewer",
  params: z.object({ id: Id }),
  handler: ({ actor, params }) => listDrift({ store: getStore(), actor }, params.id),
});
