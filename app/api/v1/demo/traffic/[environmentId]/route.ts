import * as z from "zod";
import { route } from "@/app/api/_http/route";
import { Id } from "@/lib/contracts/common";
import { trafficOf } from "@/lib/demo/read-traffic";
import { getStore } from "@/lib/store/client";

export const GET = route({
  role: "viewer",
  params: z.object({ environmentId: Id }),
  handler: ({ params }) => trafficOf(getStore(), params.environmentId, new Date()),
});
