import { ODD } from "./common-tables";
import type { OperationCase } from "./operation-case";

export const setGeneratedExpressionCases: readonly OperationCase[] = [
  {
    kind: "set-generated-expression",
    title: "stored, of a table with few rows, with an index, a view and a rule",
    majors: [17, 18],
    setUp: `ALTER TABLE public.t ADD COLUMN loud text GENERATED ALWAYS AS (upper(name)) STORED NOT NULL;
      CREATE INDEX t_loud ON public.t (loud) WHERE loud <> '';
      ALTER TABLE public.t ADD CONSTRAINT t_loud_said CHECK (loud <> '');
      CREATE VIEW public.shouted AS SELECT loud FROM public.t;
      ANALYZE public.t;`,
    words: { sentence: "set expression of t.loud to tidy(name) || slug" },
    naive: "ALTER TABLE public.t ALTER COLUMN loud SET EXPRESSION AS (public.tidy(name) || slug)",
    nodes: ["expand"],
  },
  {
    kind: "set-generated-expression",
    title: "stored, by SQL, with quoted names",
    majors: [17, 18],
    setUp: `ALTER TABLE ${ODD} ADD COLUMN "Twice as" bigint GENERATED ALWAYS AS ("select" * 2) STORED; ANALYZE ${ODD};`,
    words: { sql: `ALTER TABLE ${ODD} ALTER COLUMN "Twice as" SET EXPRESSION AS ("select" * 2 + id)` },
    naive: `ALTER TABLE ${ODD} ALTER COLUMN "Twice as" SET EXPRESSION AS ("select" * 2 + id)`,
    nodes: ["expand"],
  },
  {
    kind: "set-generated-expression",
    title: "stored, the same in other words",
    majors: [17, 18],
    setUp:
      "ALTER TABLE public.t ADD COLUMN low text GENERATED ALWAYS AS (lower(email)) STORED; ANALYZE public.t;",
    words: { sentence: "set expression of t.low to lower(email)" },
    naive: "ALTER TABLE public.t ALTER COLUMN low SET EXPRESSION AS (lower(email))",
    nodes: ["expand"],
    repeatable: true,
    unchanged: true,
  },
  {
    kind: "set-generated-expression",
    title: "computed when it is read, in partitions",
    majors: [18],
    setUp: `CREATE TABLE public.parts (id int NOT NULL, size int, twice int GENERATED ALWAYS AS (size * 2) VIRTUAL)
        PARTITION BY RANGE (id);
      CREATE TABLE public.parts_1 PARTITION OF public.parts FOR VALUES FROM (0) TO (5000);
      CREATE TABLE public.parts_2 PARTITION OF public.parts DEFAULT;
      INSERT INTO public.parts SELECT g, g FROM generate_series(1, 6000) g;
      CREATE PUBLICATION feed FOR TABLE public.t;
      ANALYZE public.parts;`,
    words: { sentence: "change the expression of parts.twice to size + size + id" },
    naive: "ALTER TABLE public.parts ALTER COLUMN twice SET EXPRESSION AS (size + size + id)",
    nodes: ["expand"],
  },
];
