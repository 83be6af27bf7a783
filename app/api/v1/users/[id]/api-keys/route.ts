import * as z from "zod";
import { route } from "@/app/api/_http/route";
import { Id } from "@/lib/contracts/common";
import { ApiKeyInput } from "@/lib/contracts/user";
import { getStore } from "@/lib/store/client";
import { createApiKey, listApiKeys } from "@/lib/usecases/api-keys";

const params = z.object({ id: Id });

export const GET = route({
  role: "viewer",
  params,
  handler: ({ actor, params: { id } }) => listApiKeys(getStore(), actor, id),
});

export const POST = route({
  role: "viewer",
  params,
  body: ApiKeyInput,
  status: 201,
  handler: ({ actor, params: { id }, body }) => createApiKey(getStore(), actor, id, body.name),
});
