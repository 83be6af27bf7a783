import * as z from "zod";
import { route } from "@/app/api/_http/route";
import { Id } from "@/lib/contracts/common";
import { TapeQuery } from "@/lib/contracts/locks";
import { getStore } from "@/lib/store/client";
import { getLockTape } from "@/lib/usecases/lock-tape";

export const GET = route({
  role: "viewer",
  params: z.object({ id: Id }),
  query: TapeQuery,
  handler: ({ actor, params, query }) => getLockTape({ store: getStore(), actor }, params.id, query),
});
