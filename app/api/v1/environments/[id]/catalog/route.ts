import * as z from "zod";
import { route } from "@/app/api/_http/route";
import { Id } from "@/lib/contracts/common";
import { CatalogQuery } from "@/lib/contracts/queries";
import { getStore } from "@/lib/store/client";
import { readCatalog } from "@/lib/usecases/read-catalog";

export const GET = route({
  role: "viewer",
  params: z.object({ id: Id }),
  query: CatalogQuery,
  handler: ({ actor, params, query }) =>
    readCatalog({ store: getStore(), actor }, { environmentId: params.id, q: query.q }),
});
