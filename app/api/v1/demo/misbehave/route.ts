import { route } from "@/app/api/_http/route";
import { MisbehaveInput } from "@/lib/contracts/demo";
import { orderMisbehaviour } from "@/lib/demo/order-misbehaviour";
import { getStore } from "@/lib/store/client";

export const POST = route({
  role: "engineer",
  body: MisbehaveInput,
  status: 202,
  handler: ({ actor, body }) => orderMisbehaviour({ store: getStore(), actor }, body),
});
