import { route } from "@/app/api/_http/route";
import { DraftInput } from "@/lib/contracts/queries";
import { getStore } from "@/lib/store/client";
import { discardDraft, readDraft, saveDraft } from "@/lib/usecases/draft";

export const GET = route({
  role: "viewer",
  handler: ({ actor }) => readDraft({ store: getStore(), actor }),
});

export const PUT = route({
  role: "viewer",
  body: DraftInput,
  handler: ({ actor, body }) => saveDraft({ store: getStore(), actor }, body.content),
});

export const DELETE = route({
  role: "viewer",
  handler: ({ actor }) => discardDraft({ store: getStore(), actor }),
});
