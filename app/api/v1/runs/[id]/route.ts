import * as z from "zod";
import { route } from "@/app/api/_http/route";
import { Id } from "@/lib/contracts/common";
import { RunPatch } from "@/lib/contracts/run";
import { getStore } from "@/lib/store/client";
import { setRunPace } from "@/lib/usecases/control-run";
import { getRun } from "@/lib/usecases/get-run";

export const GET = route({
  role: "viewer",
  params: z.object({ id: Id }),
  handler: ({ actor, params }) => getRun({ store: getStore(), actor }, params.id),
});

export const PATCH = route({
  role: "engineer",
  params: z.object({ id: Id }),
  body: RunPatch,
  handler: ({ actor, params, body }) => setRunPace({ store: getStore(), actor }, params.id, body),
});
