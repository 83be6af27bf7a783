import { beforeAll, describe, expect, it } from "vitest";
import { loadParser } from "@/lib/sql/parse";
import { copiedDefinition } from "./copied-definition";

beforeAll(() => loadParser());

const copy = (sql: string, concurrently = false) =>
  copiedDefinition({ sql, name: "New", from: "full_name", to: "name", concurrently });

describe("copiedDefinition", () => {
  it.each([
    [
      `CREATE UNIQUE INDEX "Ix" ON public."T" USING btree (lower((full_name)::text) DESC NULLS LAST, full_name COLLATE "C" text_pattern_ops) INCLUDE (full_name) WITH (fillfactor='70') WHERE (full_name IS NOT NULL)`,
      `CREATE UNIQUE INDEX "New" ON public."T" ((lower(name::text)) DESC NULLS LAST, name COLLATE "C" text_pattern_ops) INCLUDE (name) WITH (fillfactor=70) WHERE name IS NOT NULL`,
    ],
    [
      "ALTER TABLE public.t ADD CONSTRAINT c CHECK (((full_name <> ''::text) AND (length(full_name) < 10)))",
      `ALTER TABLE public.t ADD CONSTRAINT "New" CHECK ( name <> ''::text AND length(name) < 10 )`,
    ],
    [
      "ALTER TABLE public.t ADD CONSTRAINT c FOREIGN KEY (full_name) REFERENCES public.r(full_name) ON DELETE SET NULL NOT VALID",
      `ALTER TABLE public.t ADD CONSTRAINT "New" FOREIGN KEY(name) REFERENCES public.r (full_name) ON DELETE SET NULL NOT VALID`,
    ],
    [
      "ALTER TABLE public.t ADD CONSTRAINT c CHECK ((full_name = ANY (ARRAY['a'::text, 'b'::text])))",
      `ALTER TABLE public.t ADD CONSTRAINT "New" CHECK (name = ANY (ARRAY['a'::text, 'b'::text]))`,
    ],
    [
      "CREATE STATISTICS public.st (dependencies) ON full_name, a FROM public.t",
      `CREATE STATISTICS public."New" (dependencies) ON name, a FROM public.t`,
    ],
  ])("renames in %s", (sql, expected) => {
    expect(copy(sql)).toBe(expected);
  });

  const retype = {
    from: "public.mood",
    to: 'public."Mood 2"',
    labels: new Map([
      ["sad", 'it\'s "bad"'],
      ["gone", null],
    ]),
  };
  const retyped = (condition: string) => {
    const sql = `ALTER TABLE public.t ADD CONSTRAINT c CHECK (${condition})`;
    const copied = copiedDefinition({ sql, name: "New", from: "full_name", to: "name", retype });
    return copied?.replace(/^.* CHECK \( ?(.*?) ?\)$/, "$1") ?? null;
  };

  it.each([
    ["full_name = 'sad'::public.mood", `name = CAST('it''s "bad"' AS public."Mood 2")`],
    ["full_name = 'ok'::public.mood", `name = CAST('ok' AS public."Mood 2")`],
    [
      "full_name = ANY ('{ok,sad}'::public.mood[])",
      `name = ANY (CAST(E'{ok,"it''s \\\\"bad\\\\""}' AS public."Mood 2"[]))`,
    ],
    ["full_name = 'sad'::other.mood", "name = CAST('sad' AS other.mood)"],
    ["full_name = 'gone'::public.mood", null],
    ["full_name = ANY ('{ok,gone}'::public.mood[])", null],
    ["full_name = ANY ('{{ok},{sad}}'::public.mood[])", null],
  ])("says %s of another type", (condition, expected) => {
    expect(retyped(condition)).toBe(expected);
  });

  it("builds a copied index concurrently where that is asked for", () => {
    expect(copy("CREATE INDEX i ON public.t USING gin (full_name)", true)).toBe(
      `CREATE INDEX CONCURRENTLY "New" ON public.t USING gin (name)`,
    );
  });

  it("leaves strings, functions and types that are called like the column alone", () => {
    expect(copy("CREATE INDEX i ON public.t (full_name(a), ('full_name'::full_name))")).toBe(
      `CREATE INDEX "New" ON public.t ((full_name(a)), (CAST('full_name' AS full_name)))`,
    );
  });

  it.each([
    "CREATE INDEX i ON public.t ((t.*))",
    "ALTER TABLE public.t ADD CONSTRAINT c CHECK (f(t.*))",
    "SELECT full_name",
    "CREATE INDEX",
  ])("refuses %s", (sql) => {
    expect(copy(sql)).toBeNull();
  });
});
