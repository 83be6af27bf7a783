import { route } from "@/app/api/_http/route";
import { NewImport } from "@/lib/contracts/import";
import { getStore } from "@/lib/store/client";
import { importForReview } from "@/lib/usecases/import-migrations";

export const POST = route({
  role: "viewer",
  body: NewImport,
  handler: ({ actor, body }) => importForReview({ store: getStore(), actor }, body),
});
