import * as z from "zod";
import { route } from "@/app/api/_http/route";
import { Id } from "@/lib/contracts/common";
import { EnvironmentPatch } from "@/lib/contracts/environment";
import { getStore } from "@/lib/store/client";
import { deleteEnvironment } from "@/lib/usecases/delete-environment";
import { getEnvironment } from "@/lib/usecases/get-environment";
import { updateEnvironment } from "@/lib/usecases/update-environment";

const params = z.object({ id: Id });

export const GET = route({
  role: "viewer",
  params,
  handler: ({ actor, params }) => getEnvironment({ store: getStore(), actor }, params.id),
});

export const PATCH = route({
  role: "admin",
  params,
  body: EnvironmentPatch,
  handler: ({ actor, params, body }) => updateEnvironment({ store: getStore(), actor }, params.id, body),
});

export const DELETE = route({
  role: "admin",
  params,
  handler: ({ actor, params }) => deleteEnvironment({ store: getStore(), actor }, params.id),
});
