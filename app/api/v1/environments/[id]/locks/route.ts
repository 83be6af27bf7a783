import * as z from "zod";
import { route } from "@/app/api/_http/route";
import { Id } from "@/lib/contracts/common";
import { getStore } from "@/lib/store/client";
import { getLocks } from "@/lib/usecases/get-locks";

export const GET = route({
  role: "viewer",
  params: z.object({ id: Id }),
  handler: ({ actor, params }) => getLocks({ store: getStore(), actor }, params.id),
});
