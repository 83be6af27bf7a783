import { route } from "@/app/api/_http/route";
import { ChangeInput } from "@/lib/contracts/change";
import { PageQuery } from "@/lib/contracts/common";
import { getStore } from "@/lib/store/client";
import { createChange } from "@/lib/usecases/create-change";
import { listChanges } from "@/lib/usecases/get-change";

export const GET = route({
  role: "viewer",
  query: PageQuery,
  handler: ({ actor, query }) => listChanges({ store: getStore(), actor }, query),
});

export const POST = route({
  role: "engineer",
  body: ChangeInput,
  status: 201,
  handler: ({ actor, body }) => createChange({ store: getStore(), actor }, body),
});
