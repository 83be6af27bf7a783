import * as z from "zod";
import { route } from "@/app/api/_http/route";
import { Id } from "@/lib/contracts/common";
import { getStore } from "@/lib/store/client";
import { deleteApiKey } from "@/lib/usecases/api-keys";

export const DELETE = route({
  role: "viewer",
  params: z.object({ id: Id, keyId: Id }),
  handler: ({ actor, params }) => deleteApiKey(getStore(), actor, params.id, params.keyId),
});
