import { route } from "@/app/api/_http/route";
import { PageQuery } from "@/lib/contracts/common";
import { EnvironmentInput } from "@/lib/contracts/environment";
import { getStore } from "@/lib/store/client";
import { createEnvironment } from "@/lib/usecases/create-environment";
import { listEnvironments } from "@/lib/usecases/list-environments";

export const GET = route({
  role: "viewer",
  query: PageQuery,
  handler: ({ actor, query }) => listEnvironments({ store: getStore(), actor }, query),
});

export const POST = route({
  role: "admin",
  body: EnvironmentInput,
  status: 201,
  handler: ({ actor, body }) => createEnvironment({ store: getStore(), actor }, body),
});
