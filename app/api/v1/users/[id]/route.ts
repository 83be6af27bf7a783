import * as z from "zod";
import { route } from "@/app/api/_http/route";
import { Id } from "@/lib/contracts/common";
import { UserPatch } from "@/lib/contracts/user";
import { getStore } from "@/lib/store/client";
import { removeUser } from "@/lib/usecases/remove-user";
import { updateUser } from "@/lib/usecases/update-user";

export const PATCH = route({
  role: "admin",
  params: z.object({ id: Id }),
  body: UserPatch,
  handler: ({ actor, params, body }) => updateUser(getStore(), actor, params.id, body),
});

export const DELETE = route({
  role: "admin",
  params: z.object({ id: Id }),
  handler: ({ actor, params }) => removeUser(getStore(), actor, params.id),
});
