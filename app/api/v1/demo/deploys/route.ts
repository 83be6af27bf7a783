import { route } from "@/app/api/_http/route";
import { DemoDeployInput } from "@/lib/contracts/demo";
import { orderDemoDeploy } from "@/lib/demo/order-deploy";
import { getStore } from "@/lib/store/client";

export const POST = route({
  role: "engineer",
  body: DemoDeployInput,
  status: 202,
  handler: ({ actor, body }) => orderDemoDeploy({ store: getStore(), actor }, body),
});
