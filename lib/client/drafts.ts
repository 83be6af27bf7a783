import { getJson, sendJson } from "./http";

interface StoredDraft {
  readonly content: Readonly<Record<string, unknown>> | null;
  readonly updatedAt: string | null;
}

/** What the asker has typed on the new-change page, kept on the server so that another device has it too. */
export const getChangeDraft = (signal?: AbortSignal) => getJson<StoredDraft>("/drafts/change", signal);
export const putChangeDraft = (content: Record<string, unknown>) =>
  sendJson<unknown>("PUT", "/drafts/change", { content });
export const deleteChangeDraft = () => sendJson<unknown>("DELETE", "/drafts/change");
