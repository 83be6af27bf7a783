import * as z from "zod";
import { route } from "@/app/api/_http/route";
import { Id } from "@/lib/contracts/common";
import { ToolRecordInput } from "@/lib/contracts/interop";
import { getStore } from "@/lib/store/client";
import { listRecords, recordPhase } from "@/lib/usecases/tool-records";

const params = z.object({ id: Id, envId: Id });

export const GET = route({
  role: "viewer",
  params,
  handler: ({ actor, params: { id, envId } }) =>
    listRecords({ store: getStore(), actor }, { planId: id, environmentId: envId }),
});

export const POST = route({
  role: "engineer",
  params,
  body: ToolRecordInput,
  status: 201,
  handler: ({ actor, params: { id, envId }, body }) =>
    recordPhase({ store: getStore(), actor }, { planId: id, environmentId: envId }, body),
});
