import type { OperationCase } from "./operation-case";

const NODES = ["expand", "backfill", "deploy-other-label", "switch", "contract"];
const SET_UP = `
  UPDATE public.t SET state = 'sad' WHERE id % 3 = 0; UPDATE public.t SET state = NULL WHERE id % 7 = 0;
  CREATE TABLE public.days (day date PRIMARY KEY, mood public.mood NOT NULL DEFAULT 'sad', other public.mood,
    CONSTRAINT not_both CHECK (mood <> other OR mood = 'sad'));
  CREATE INDEX t_sad ON public.t (state, name) WHERE state = 'sad' OR state IN ('ok', 'sad');
  INSERT INTO public.days SELECT date '2026-01-01' + g, CASE WHEN g % 2 = 0 THEN 'ok' ELSE 'sad' END::public.mood FROM generate_series(1, 40) g`;

export const renameEnumValueCases: readonly OperationCase[] = [
  {
    kind: "rename-enum-value",
    title: "in two tables, in a default, a check and a predicate",
    setUp: SET_UP,
    words: { sql: "ALTER TYPE mood RENAME VALUE 'sad' TO 'it''s bad'" },
    naive: "ALTER TYPE public.mood RENAME VALUE 'sad' TO 'it''s bad'",
    nodes: NODES,
  },
  {
    kind: "rename-enum-value",
    title: "of a type with a comment and grants",
    setUp: `COMMENT ON TYPE public.mood IS 'how TYPE public.mood is said'; REVOKE ALL ON TYPE public.mood FROM PUBLIC;
      GRANT USAGE ON TYPE public.mood TO pg_monitor WITH GRANT OPTION`,
    words: { sentence: "rename value 'ok' of mood to 'fine'" },
    naive: "ALTER TYPE public.mood RENAME VALUE 'ok' TO 'fine'",
    nodes: NODES,
    rights: true,
  },
  {
    kind: "rename-enum-value",
    title: "of a partitioned table",
    setUp: `
      CREATE TABLE public.moods (id int, at date, mood public.mood NOT NULL DEFAULT 'sad', PRIMARY KEY (id, at)) PARTITION BY RANGE (at);
      CREATE TABLE public.moods_1 PARTITION OF public.moods FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');
      CREATE TABLE public.moods_2 PARTITION OF public.moods DEFAULT PARTITION BY HASH (id);
      CREATE TABLE public.moods_2_a PARTITION OF public.moods_2 FOR VALUES WITH (MODULUS 1, REMAINDER 0);
      CREATE INDEX moods_sad ON public.moods (at) WHERE mood = 'sad';
      INSERT INTO public.moods SELECT g, date '2026-01-01' + g * 9, CASE WHEN g % 2 = 0 THEN 'ok' ELSE 'sad' END::public.mood FROM generate_series(1, 80) g`,
    words: { sentence: "rename value 'sad' of mood to 'bad'" },
    naive: "ALTER TYPE public.mood RENAME VALUE 'sad' TO 'bad'",
    nodes: NODES,
  },
];
