import * as z from "zod";
import { readOptionalBody } from "@/app/api/_http/optional-body";
import { route } from "@/app/api/_http/route";
import { Id } from "@/lib/contracts/common";
import { ResumeInput } from "@/lib/contracts/queries";
import { getStore } from "@/lib/store/client";
import { resumeRun } from "@/lib/usecases/control-run";

export const POST = route({
  role: "engineer",
  params: z.object({ id: Id }),
  status: 202,
  handler: async ({ actor, params, request }) => {
    // The choice is optional, and so is the body that holds it.
    const body = await readOptionalBody(request, ResumeInput);
    if (!body.ok) return body;
    return resumeRun({ store: getStore(), actor }, params.id, body.value.choice);
  },
});
