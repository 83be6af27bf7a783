import * as z from "zod";
import { route } from "@/app/api/_http/route";
import { streamResponse } from "@/app/api/_http/stream";
import { Id } from "@/lib/contracts/common";

import { getStore } from "@/lib/store/client";
import { openLocksStream } from "@/lib/usecases/stream/open-streams";

export const dynamic = "force-dynamic";

export const GET = route({
  role: "viewer",
  params: z.object({ id: Id }),
  handler: ({ actor, request, params }) =>
    streamResponse(request, (stream) => openLocksStream({ store: getStore(), actor }, params.id, stream)),
});
