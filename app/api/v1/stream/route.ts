import { route } from "@/app/api/_http/route";
import { streamResponse } from "@/app/api/_http/stream";

import { StreamQuery } from "@/lib/contracts/queries";
import { getStore } from "@/lib/store/client";
import { openTopicStream } from "@/lib/usecases/stream/open-streams";

export const dynamic = "force-dynamic";

export const GET = route({
  role: "viewer",
  query: StreamQuery,
  handler: ({ actor, request, query }) =>
    streamResponse(request, (stream) => openTopicStream({ store: getStore(), actor }, query.topics, stream)),
});
