import * as z from "zod";
import { route } from "@/app/api/_http/route";
import { Id } from "@/lib/contracts/common";
import { getStore } from "@/lib/store/client";
import { pauseRun } from "@/lib/usecases/control-run";

export const POST = route({
  role: "engineer",
  params: z.object({ id: Id }),
  status: 202,
  handler: ({ actor, params }) => pauseRun({ store: getStore(), actor }, params.id),
});
