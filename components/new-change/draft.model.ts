import type * as z from "zod";
import type { FieldKind, FormField } from "@/lib/change/form-fields";
import { OPERATION_FORMS } from "@/lib/change/form-registry";
import { isObject } from "@/lib/client/json";
import type { PreviewInput } from "@/lib/contracts/change";
import type { Operation, OperationKind } from "@/lib/contracts/operation";

/** Three ways in, one shape out. */
export const WAYS = ["form", "sentence", "sql"] as const;
export type Way = (typeof WAYS)[number];

export const OPERATION_KINDS = Object.keys(OPERATION_FORMS) as [OperationKind, ...OperationKind[]];

/** One operation as it stands in the form: everything is text until it is sent. Values outlive a change of kind. */
export interface FormOperation {
  readonly id: string;
  readonly kind: OperationKind;
  /** By field name; a switch is `true` where it is on. */
  readonly values: Readonly<Record<string, string | boolean>>;
}

/** All that somebody has typed on the page, whichever way is shown: nothing is lost by switching. */
export type ChangeDraft = Readonly<Record<(typeof TEXTS)[number], string>> & {
  readonly way: Way;
  readonly operations: readonly FormOperation[];
  /** The sentence of the link this was begun from, so that the same link finds it again however it was edited. */
  readonly link: string | null;
};
const TEXTS = ["environmentId", "title", "reason", "sentence", "sql"] as const;

export const emptyOperation = (id: string): FormOperation => ({ id, kind: "rename-column", values: {} });

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
  return typed || draft.operations.some(({ values }) => Object.values(values).some(Boolean));
}

/** The text of a field, empty where nothing was typed. */
export function textOf(line: FormOperation, name: string): string {
  const value = line.values[name];
  return typeof value === "string" ? value : "";
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

/** The operation a form line means, or null while something it needs is still empty. The server says what is wrong with it. */
export function toOperation(line: FormOperation): z.input<typeof Operation> | null {
  const { fields } = OPERATION_FORMS[line.kind];
  const said: Record<string, unknown> = { kind: line.kind };
  for (const field of fields) {
    const value = saidBy(line, field);
    if (value === undefined && field.required) return null;
    if (value !== undefined) said[field.name] = value;
  }
  return said as z.input<typeof Operation>;
}

/** An operation as a form line that means it. */
export function toFormOperation(id: string, operation: Operation): FormOperation {
  const { fields } = OPERATION_FORMS[operation.kind];
  const said = operation as unknown as Readonly<Record<string, unknown>>;
  const values = fields.flatMap((field): [string, string | boolean][] => {
    const value = said[field.name];
    if (field.kind === "switch") return [[field.name, (value === true) !== (field.inverted ?? false)]];
    if (Array.isArray(value)) return [[field.name, value.map((one) => quoted(String(one))).join(", ")]];
    return typeof value === "string" ? [[field.name, value]] : [];
  });
  return { id, kind: operation.kind, values: Object.fromEntries(values) };
}

const quoted = (text: string) => (/^[\w .-]+$/.test(text) ? text : `"${text.replaceAll('"', '""')}"`);

/** What a field says, or undefined where it says nothing and the operation's own default holds. */
function saidBy(line: FormOperation, field: FormField): unknown {
  if (field.kind === "switch") return (line.values[field.name] === true) !== (field.inverted ?? false);
  const text = textOf(line, field.name).trim();
  if (text === "") return undefined;
  if (field.kind === "columns" || field.kind === "values") return listed(text);
  return text;
}

/** `a, "b, c"` as its parts; quotes hold a comma and are taken off. */
function listed(text: string): string[] {
  const parts = text.match(/(?:"(?:[^"]|"")*"|'(?:[^']|'')*'|[^,])+/g) ?? [];
  return parts
    .map((part) => part.trim())
    .map((part) => {
      const quote = part.charAt(0);
      return part.length > 1 && /["']/.test(quote) && part.endsWith(quote)
        ? part.slice(1, -1).replaceAll(quote + quote, quote)
        : part;
    })
    .filter((part) => part !== "");
}

/** What the preview can be asked with the chosen way, or null while there is not enough to plan. */
export function toPreviewInput(draft: ChangeDraft): z.input<typeof PreviewInput> | null {
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
      if (!line || Object.keys(line.values).length === 0) return "";
      const more = draft.operations.length > 1 ? ` and ${draft.operations.length - 1} more` : "";
      return `${titleOf(line)}${more}`.slice(0, 200);
    }
  }
}

/** In the words people use for the most common ones, else the operation's label and what it is about. */
function titleOf(line: FormOperation): string {
  const text = (name: string) => textOf(line, name).trim();
  if (line.kind === "rename-column") {
    return `Rename ${text("table")}.${text("column")} to ${text("to") || "…"}`;
  }
  if (line.kind === "add-column") return `Add ${text("column")} to ${text("table")}`;
  const { label, fields } = OPERATION_FORMS[line.kind];
  const [first, second] = fields
    .filter(({ kind }) => NAMING.includes(kind))
    .map(({ kind, name }) => ({ kind, name, said: text(name) }))
    .filter(({ said }) => said !== "");
  if (!first) return label;
  if (!second) return `${label}: ${first.said}`;
  const isWhole = second.kind === "table" || second.kind === "partition";
  return `${label}: ${first.said}${second.name === "to" ? " to " : isWhole ? ", " : "."}${second.said}`;
}

/** Fields that say what an operation is about. */
const NAMING: readonly FieldKind[] = [
  "table",
  "partition",
  "column",
  "columns",
  "constraint",
  "index",
  "name",
];

const capitalised = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);

/** Stored text back into a draft; anything unreadable (an older version's) is dropped rather than half understood. */
export function parseDraft(value: unknown): ChangeDraft | null {
  const draft = isObject(value) ? { link: null, ...value } : {};
  return isDraft(draft) ? draft : null;
}

const isDraft = (value: Readonly<Record<string, unknown>>): value is ChangeDraft & typeof value =>
  TEXTS.every((name) => typeof value[name] === "string") &&
  WAYS.some((way) => way === value.way) &&
  Array.isArray(value.operations) &&
  value.operations.every(isFormOperation) &&
  (value.link === null || typeof value.link === "string");

const isFormOperation = (value: unknown): value is FormOperation =>
  isObject(value) &&
  typeof value.id === "string" &&
  OPERATION_KINDS.some((kind) => kind === value.kind) &&
  isObject(value.values) &&
  Object.values(value.values).every((one) => typeof one === "string" || typeof one === "boolean");
