import { route } from "@/app/api/_http/route";
import { RunQuery } from "@/lib/contracts/queries";
import { RunInput } from "@/lib/contracts/run";
import { getStore } from "@/lib/store/client";
import { listRuns } from "@/lib/usecases/get-run";
import { startRun } from "@/lib/usecases/start-run";

export const GET = route({
  role: "viewer",
  query: RunQuery,
  handler: ({ actor, query }) => listRuns({ store: getStore(), actor }, query),
});

export const POST = route({
  role: "engineer",
  body: RunInput,
  status: 202,
  handler: ({ actor, body }) => startRun({ store: getStore(), actor }, body),
});
