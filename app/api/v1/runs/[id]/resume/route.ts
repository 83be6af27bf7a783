import * as z from "zod";
import { route } from "@/app/api/_http/route";
import { Id } from "@/lib/contracts/common";
import { ResumeInput } from "@/lib/contracts/queries";
import { getStore } from "@/lib/store/client";
import { resumeRun } from "@/lib/usecases/control-run";

export const POST = route({
  role: "engineer",
  params: z.object({ id: Id }),
  body: ResumeInput,
  bodyOptional: true,
  status: 202,
  handler: ({ actor, params, body }) => resumeRun({ store: getStore(), actor }, params.id, body.choice),
});
