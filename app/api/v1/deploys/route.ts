import { route } from "@/app/api/_http/route";
import { DeployQuery } from "@/lib/contracts/queries";
import { DeployInput } from "@/lib/contracts/rollout";
import { getStore } from "@/lib/store/client";
import { listDeploys } from "@/lib/usecases/list-deploys";
import { recordDeploy } from "@/lib/usecases/record-deploy";

export const GET = route({
  role: "viewer",
  query: DeployQuery,
  handler: ({ actor, query }) => listDeploys({ store: getStore(), actor }, query),
});

export const POST = route({
  role: "engineer",
  body: DeployInput,
  status: 201,
  handler: ({ actor, body }) => recordDeploy({ store: getStore(), actor }, body),
});
