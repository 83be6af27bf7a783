import * as z from "zod";
import type { PreviewInput } from "@/lib/contracts/change";
import type { Operation } from "@/lib/contracts/operation";

/** Three ways in, one shape out. */
export const WAYS = ["form", "sentence", "sql"] as const;
export type Way = (typeof WAYS)[number];

/** One operation as it stands in the form: everything is text until it is sent. */
const FormOperation = z.object({
  id: z.string(),
  kind: z.enum(["rename-column", "add-column"]),
  table: z.string(),
  column: z.string(),
  to: z.string(),
  type: z.string(),
  nullable: z.boolean(),
  default: z.string(),
  backfill: z.string(),
});
export type FormOperation = z.infer<typeof FormOperation>;

/** All that somebody has typed on the page, whichever way is shown: nothing is lost by switching. */
export const ChangeDraft = z.object({
  environmentId: z.string(),
  title: z.string(),
  reason: z.string(),
  way: z.enum(WAYS),
  operations: z.array(FormOperation),
  sentence: z.string(),
  sql: z.string(),
  /** The sentence of the link this was begun from, so that the same link finds it again however it was edited. */
  link: z.string().nullable().default(null),
});
export type ChangeDraft = z.infer<typeof ChangeDraft>;

export const emptyOperation = (id: string): FormOperation => ({
  id,
  kind: "rename-column",
  table: "",
  column: "",
  to: "",
  type: "",
  nullable: true,
  default: "",
  backfill: "",
});

export const emptyDraft = (environmentId: string): ChangeDraft => ({
  environmentId,
  title: "",
  reason: "",
  way: "form",
  operations: [emptyOperation("1")],
  sentence: "",
  sql: "",
  link: null,
});

/** Whether there is anything to lose. */
export function isTouched(draft: ChangeDraft): boolean {
  const typed = [draft.title, draft.reason, draft.sentence, draft.sql].some((text) => text.trim() !== "");
  return typed || draft.operations.some((operation) => operation.table !== "" || operation.column !== "");
}

export interface OpenedDraft {
  readonly draft: ChangeDraft;
  /** What was there before is shown. */
  readonly restored: boolean;
  /** Something else was begun before and must be kept beside what is shown. */
  readonly setAside: ChangeDraft | null;
}

/**
 * What the page opens with: what was typed before, unless a link asks for something else; then that, with what was
 * typed before set aside and not lost.
 */
export function openDraft(
  stored: ChangeDraft | null,
  start: { readonly environmentId: string; readonly sentence: string | null },
): OpenedDraft {
  const { environmentId, sentence } = start;
  const kept = stored !== null && isTouched(stored) ? stored : null;
  const isAskedFor =
    kept !== null && (sentence === null || kept.link === sentence || kept.sentence === sentence);
  if (isAskedFor) {
    const draft = { ...kept, environmentId: kept.environmentId || environmentId };
    return { draft, restored: true, setAside: null };
  }
  const fresh = emptyDraft(environmentId);
  const draft: ChangeDraft =
    sentence === null ? fresh : { ...fresh, way: "sentence", sentence, link: sentence };
  return { draft, restored: false, setAside: kept };
}

const KEPT_ASIDE = 5;

/** Drafts set aside, newest first, each once; the oldest beyond a handful are let go. */
export function withAside(aside: readonly ChangeDraft[], draft: ChangeDraft): readonly ChangeDraft[] {
  const text = JSON.stringify(draft);
  return [draft, ...aside.filter((other) => JSON.stringify(other) !== text)].slice(0, KEPT_ASIDE);
}

/** The operation a form line means, or null while something it needs is still empty. */
export function toOperation(line: FormOperation): Operation | null {
  const table = line.table.trim();
  const column = line.column.trim();
  if (table === "" || column === "") return null;
  switch (line.kind) {
    case "rename-column":
      return line.to.trim() === "" ? null : { kind: "rename-column", table, column, to: line.to.trim() };
    case "add-column":
      if (line.type.trim() === "") return null;
      return {
        kind: "add-column",
        table,
        column,
        type: line.type.trim(),
        nullable: line.nullable,
        default: line.default.trim() || null,
        backfill: line.backfill.trim() || null,
      };
  }
}

/** What the preview can be asked with the chosen way, or null while there is not enough to plan. */
export function toPreviewInput(draft: ChangeDraft): PreviewInput | null {
  const { environmentId } = draft;
  if (environmentId === "") return null;
  switch (draft.way) {
    case "form": {
      const operations = draft.operations.map(toOperation).filter((operation) => operation !== null);
      return operations.length === draft.operations.length && operations.length > 0
        ? { environmentId, operations }
        : null;
    }
    case "sentence":
      return draft.sentence.trim() === "" ? null : { environmentId, sentence: draft.sentence.trim() };
    case "sql":
      return draft.sql.trim() === "" ? null : { environmentId, sql: draft.sql };
  }
}

/** A title from what was asked for, used where none was typed. */
export function suggestedTitle(draft: ChangeDraft): string {
  switch (draft.way) {
    case "sentence":
      return capitalised(draft.sentence.trim()).slice(0, 200);
    case "sql":
      return capitalised(draft.sql.trim().split(/[;\n]/)[0]?.trim() ?? "").slice(0, 200);
    case "form": {
      const [line] = draft.operations;
      if (!line || line.table === "" || line.column === "") return "";
      const more = draft.operations.length > 1 ? ` and ${draft.operations.length - 1} more` : "";
      return line.kind === "rename-column"
        ? `Rename ${line.table}.${line.column} to ${line.to || "…"}${more}`
        : `Add ${line.column} to ${line.table}${more}`;
    }
  }
}

const capitalised = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);

/** Stored text back into a draft; anything unreadable (an older version's) is dropped rather than half understood. */
export function parseDraft(value: unknown): ChangeDraft | null {
  const parsed = ChangeDraft.safeParse(value);
  return parsed.success ? parsed.data : null;
}
