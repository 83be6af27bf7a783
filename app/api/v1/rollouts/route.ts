import { route } from "@/app/api/_http/route";
import { RolloutQuery } from "@/lib/contracts/queries";
import { getStore } from "@/lib/store/client";
import { listRolloutBriefs } from "@/lib/usecases/get-rollout";

export const GET = route({
  role: "viewer",
  query: RolloutQuery,
  handler: ({ actor, query }) => listRolloutBriefs({ store: getStore(), actor }, query),
});
