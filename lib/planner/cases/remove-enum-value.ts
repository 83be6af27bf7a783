import type { OperationCase } from "./operation-case";

const NODES = ["expand", "backfill", "deploy-other-label", "switch", "contract"];

export const removeEnumValueCases: readonly OperationCase[] = [
  {
    kind: "remove-enum-value",
    title: "replaced by another, in two tables",
    setUp: `
      ALTER TYPE public.mood RENAME TO was; CREATE TYPE public.mood AS ENUM ('sad', 'ill', 'ok');
      ALTER TABLE public.t ALTER state TYPE public.mood USING state::text::public.mood; DROP TYPE public.was;
      UPDATE public.t SET state = 'ill' WHERE id % 3 = 0;
      CREATE TABLE public.days (day date PRIMARY KEY, mood public.mood NOT NULL DEFAULT 'ill', CHECK (mood <> 'ok'));
      CREATE INDEX days_mood ON public.days (mood) WHERE mood = 'sad';
      INSERT INTO public.days SELECT date '2026-01-01' + g, CASE WHEN g % 2 = 0 THEN 'ill' ELSE 'sad' END::public.mood FROM generate_series(1, 40) g`,
    words: { sentence: "remove value 'ill' from mood replaced by 'sad'" },
    naive: null,
    nodes: NODES,
  },
  {
    kind: "remove-enum-value",
    title: "replaced by null, quoted names",
    setUp: `CREATE TYPE "Odd one"."Col our" AS ENUM ('red', 'dark "blue"', 'green');
      ALTER TABLE "Odd one"."Tab le" ADD "Tint" "Odd one"."Col our" DEFAULT 'red'; UPDATE "Odd one"."Tab le" SET "Tint" = 'green' WHERE id > 5`,
    words: { sentence: `remove value 'green' from "Odd one"."Col our" replaced by null` },
    naive: null,
    nodes: NODES,
  },
];
