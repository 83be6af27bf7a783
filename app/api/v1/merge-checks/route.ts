import { route } from "@/app/api/_http/route";
import { MergeCheckQuery } from "@/lib/contracts/merge-check";
import { getStore } from "@/lib/store/client";
import { checkMerge } from "@/lib/usecases/check-merge";

export const GET = route({
  role: "viewer",
  query: MergeCheckQuery,
  handler: ({ actor, query }) => checkMerge({ store: getStore(), actor }, query),
});
