import * as z from "zod";
import { getJson, sendJson } from "./http";

const StoredDraft = z.object({
  content: z.record(z.string(), z.unknown()).nullable(),
  updatedAt: z.string().nullable(),
});

/** What the asker has typed on the new-change page, kept on the server so that another device has it too. */
export const getChangeDraft = (signal?: AbortSignal) => getJson("/drafts/change", StoredDraft, signal);
export const putChangeDraft = (content: Record<string, unknown>) =>
  sendJson("PUT", "/drafts/change", { content }, z.unknown());
export const deleteChangeDraft = () => sendJson("DELETE", "/drafts/change", undefined, z.unknown());
