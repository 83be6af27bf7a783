import * as z from "zod";
import { route } from "@/app/api/_http/route";
import { Id } from "@/lib/contracts/common";
import { getStore } from "@/lib/store/client";
import { getRehearsal } from "@/lib/usecases/get-rehearsal";

export const GET = route({
  role: "viewer",
  params: z.object({ id: Id }),
  handler: ({ actor, params }) => getRehearsal({ store: getStore(), actor }, params.id),
});
