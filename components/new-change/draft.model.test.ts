import { describe, expect, test } from "vitest";
import type { FormField } from "@/lib/change/form-fields";
import { OPERATION_FORMS } from "@/lib/change/form-registry";
import { Operation } from "@/lib/contracts/operation";
import {
  emptyDraft,
  emptyOperation,
  isTouched,
  OPERATION_KINDS,
  openDraft,
  parseDraft,
  suggestedTitle,
  toFormOperation,
  toOperation,
  toPreviewInput,
  withAside,
} from "./draft.model";

/** What a form line means once the server has read it. */
const meant = (line: Parameters<typeof toOperation>[0]): Operation | null => {
  const operation = toOperation(line);
  return operation === null ? null : Operation.parse(operation);
};

const rename = {
  ...emptyOperation("1"),
  values: { table: "public.people", column: "full_name", to: "name" },
};

describe("a draft", () => {
  test("asks for no plan until every line says enough", () => {
    const draft = { ...emptyDraft("env"), operations: [rename, emptyOperation("2")] };
    expect(toPreviewInput(draft)).toBeNull();
    expect(toPreviewInput({ ...draft, operations: [rename] })).toEqual({
      environmentId: "env",
      operations: [{ kind: "rename-column", table: "public.people", column: "full_name", to: "name" }],
    });
  });

  test("sends only the way that is shown", () => {
    const draft = { ...emptyDraft("env"), operations: [rename], sentence: " rename a.b to c ", sql: "x" };
    expect(toPreviewInput({ ...draft, way: "sentence" })).toEqual({
      environmentId: "env",
      sentence: "rename a.b to c",
    });
    expect(toPreviewInput({ ...draft, way: "sql" })).toEqual({ environmentId: "env", sql: "x" });
  });

  test("needs an environment", () => {
    expect(toPreviewInput({ ...emptyDraft(""), way: "sentence", sentence: "rename a.b to c" })).toBeNull();
  });

  test("survives storage, and an unreadable one is dropped", () => {
    const draft = { ...emptyDraft("env"), title: "T" };
    expect(parseDraft(JSON.parse(JSON.stringify(draft)))).toEqual(draft);
    expect(parseDraft({ title: "from another version" })).toBeNull();
  });

  test("is worth keeping once something was typed", () => {
    expect(isTouched(emptyDraft("env"))).toBe(false);
    expect(isTouched({ ...emptyDraft("env"), sql: "a" })).toBe(true);
    expect(isTouched({ ...emptyDraft("env"), operations: [rename] })).toBe(true);
  });
});

describe("opening the page", () => {
  const start = { environmentId: "env", sentence: null };
  const begun = { ...emptyDraft("env"), reason: "half written" };
  const link = "rename a.b to c";

  test("shows what was typed before", () => {
    expect(openDraft(begun, start)).toEqual({ draft: begun, restored: true, setAside: null });
    expect(openDraft(null, start)).toEqual({ draft: emptyDraft("env"), restored: false, setAside: null });
    expect(openDraft(emptyDraft("env"), start).restored).toBe(false);
  });

  test("by a link shows the link's sentence and keeps what was typed before", () => {
    const opened = openDraft(begun, { ...start, sentence: link });
    expect(opened).toMatchObject({ draft: { way: "sentence", sentence: link, link }, setAside: begun });
  });

  test("by the same link again, a reload or the way back, shows what became of it", () => {
    const { draft } = openDraft(null, { ...start, sentence: link });
    const edited = { ...draft, sentence: "rename a.b to d", reason: "why" };
    expect(openDraft(edited, { ...start, sentence: link })).toEqual({
      draft: edited,
      restored: true,
      setAside: null,
    });
  });

  test("keeps a few set aside, newest first, each once", () => {
    const drafts = ["a", "b", "c", "d", "e", "f"].map((title) => ({ ...begun, title }));
    const kept = drafts.reduce<readonly (typeof begun)[]>((all, draft) => withAside(all, draft), []);
    expect(kept.map(({ title }) => title)).toEqual(["f", "e", "d", "c", "b"]);
    expect(withAside(kept, drafts[3]!).map(({ title }) => title)).toEqual(["d", "f", "e", "c", "b"]);
  });

  test("a draft of before links were remembered is read", () => {
    const { link: _, ...old } = begun;
    expect(parseDraft(old)).toEqual(begun);
  });
});

test("empty defaults are no defaults", () => {
  const values = { table: "t", column: "c", type: "text" };
  const line = { ...emptyOperation("1"), kind: "add-column" as const, values };
  expect(meant(line)).toMatchObject({ default: null, backfill: null, nullable: true });
  expect(meant({ ...line, values: { ...values, type: "" } })).toBeNull();
  expect(meant({ ...line, values: { ...values, nullable: true } })).toMatchObject({ nullable: false });
});

test("a title is proposed from what was asked for", () => {
  expect(suggestedTitle({ ...emptyDraft("e"), operations: [rename] })).toBe(
    "Rename public.people.full_name to name",
  );
  expect(suggestedTitle({ ...emptyDraft("e"), way: "sentence", sentence: "rename a.b to c" })).toBe(
    "Rename a.b to c",
  );
  const titled = (kind: (typeof OPERATION_KINDS)[number], values: Record<string, string>) =>
    suggestedTitle({ ...emptyDraft("e"), operations: [{ id: "1", kind, values }] });
  expect(titled("drop-column", { table: "public.t", column: "c" })).toBe("Drop a column: public.t.c");
  expect(titled("rename-table", { table: "public.t", to: "u" })).toBe("Rename a table: public.t to u");
  expect(titled("detach-partition", { table: "public.t", partition: "public.t_1" })).toBe(
    "Detach a partition: public.t, public.t_1",
  );
  expect(titled("move-column", { table: "public.t" })).toBe("Move a column: public.t");
});

test.each(OPERATION_KINDS)("the form of %s makes an operation of what it asks for", (kind) => {
  const { fields } = OPERATION_FORMS[kind];
  const filled = (field: FormField) =>
    field.kind === "switch" ? false : (field.options?.[0] ?? (field.kind === "columns" ? "a, b" : "a"));
  const all = Object.fromEntries(fields.map((field) => [field.name, filled(field)]));
  expect(meant({ id: "1", kind, values: all })).toMatchObject({ kind });
  const needed = fields.filter((field) => field.required).map((field) => [field.name, filled(field)]);
  expect(meant({ id: "1", kind, values: Object.fromEntries(needed) })).toMatchObject({ kind });
  expect(meant({ id: "1", kind, values: {} })).toBeNull();
});

test("lists are taken apart at commas outside quotes", () => {
  const values = { type: "public.mood", values: "sad, 'not, ok', \"b\"" };
  expect(meant({ id: "1", kind: "create-enum", values })).toMatchObject({
    values: ["sad", "not, ok", "b"],
  });
});

test.each([
  { kind: "rename-column", table: "public.t", column: "a", to: "b" },
  {
    kind: "add-unique",
    table: "public.t",
    columns: ["a", 'odd, "one"'],
    nullsNotDistinct: false,
    name: null,
  },
  { kind: "create-enum", type: "public.mood", values: ["sad", "it's ok"] },
] as const)("an operation becomes a form line that means it: $kind", (operation) => {
  const line = toFormOperation("1", operation as never);
  expect(meant(line)).toEqual(operation);
});
