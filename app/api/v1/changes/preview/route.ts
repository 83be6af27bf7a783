import { route } from "@/app/api/_http/route";
import { PreviewInput } from "@/lib/contracts/change";
import { getStore } from "@/lib/store/client";
import { previewChange } from "@/lib/usecases/preview-change";

export const POST = route({
  role: "viewer",
  body: PreviewInput,
  handler: ({ actor, body }) => previewChange({ store: getStore(), actor }, body),
});
