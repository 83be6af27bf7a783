import * as z from "zod";
import { route } from "@/app/api/_http/route";
import { Id } from "@/lib/contracts/common";
import { getStore } from "@/lib/store/client";
import { listEnvironmentTools } from "@/lib/usecases/tool-records";

export const GET = route({
  role: "viewer",
  params: z.object({ id: Id }),
  handler: ({ actor, params }) => listEnvironmentTools({ store: getStore(), actor }, params.id),
});
