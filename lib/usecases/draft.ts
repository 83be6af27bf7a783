import { ok, type Result } from "../contracts/result";
import { deleteDraft, getDraft, putDraft } from "../store/drafts";
import type { Asker } from "./asker";

export interface Draft {
  readonly content: Record<string, unknown> | null;
  readonly updatedAt: string | null;
}

/** The asker's unfinished change; `content` is null where there is none. */
export async function readDraft({ store, actor }: Asker): Promise<Result<Draft>> {
  return ok((await getDraft(store.db, actor.userId)) ?? { content: null, updatedAt: null });
}

/** Keeps what was typed. Not on the audit trail: it changes nothing that anybody else sees. */
export async function saveDraft(
  { store, actor }: Asker,
  content: Record<string, unknown>,
): Promise<Result<Draft>> {
  return ok(await putDraft(store.db, actor.userId, content));
}

export async function discardDraft({ store, actor }: Asker): Promise<Result<undefined>> {
  await deleteDraft(store.db, actor.userId);
  return ok(undefined);
}
