import * as z from "zod";
import { route } from "@/app/api/_http/route";
import { Id } from "@/lib/contracts/common";
import { RehearsalQuery } from "@/lib/contracts/queries";
import { RehearsalInput } from "@/lib/contracts/rehearsal";
import { getStore } from "@/lib/store/client";
import { listRehearsals } from "@/lib/usecases/list-rehearsals";
import { requestRehearsal } from "@/lib/usecases/request-rehearsal";

const params = z.object({ id: Id });

export const GET = route({
  role: "viewer",
  params,
  query: RehearsalQuery,
  handler: ({ actor, params: { id }, query }) =>
    listRehearsals({ store: getStore(), actor }, { ...query, planId: id }),
});

export const POST = route({
  role: "engineer",
  params,
  body: RehearsalInput,
  status: 202,
  handler: ({ actor, params: { id }, body }) => requestRehearsal({ store: getStore(), actor }, id, body),
});
