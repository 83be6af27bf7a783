import * as z from "zod";
import { route } from "@/app/api/_http/route";
import { Id, Instant } from "@/lib/contracts/common";
import { getStore } from "@/lib/store/client";
import { getTapeSample } from "@/lib/usecases/lock-tape";

export const GET = route({
  role: "viewer",
  params: z.object({ id: Id, at: Instant }),
  handler: ({ actor, params }) => getTapeSample({ store: getStore(), actor }, params.id, params.at),
});
