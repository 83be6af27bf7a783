import { route } from "@/app/api/_http/route";
import { PageQuery } from "@/lib/contracts/common";
import { ok } from "@/lib/contracts/result";
import { UserInput } from "@/lib/contracts/user";
import { getStore } from "@/lib/store/client";
import { listUsers } from "@/lib/store/users";
import { createUser } from "@/lib/usecases/create-user";

export const GET = route({
  role: "viewer",
  query: PageQuery,
  handler: async ({ query }) => ok(await listUsers(getStore().db, query)),
});

export const POST = route({
  role: "admin",
  body: UserInput,
  status: 201,
  handler: ({ actor, body }) => createUser(getStore(), actor, body),
});
