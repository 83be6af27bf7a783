import { IN_PARTS, ODD } from "./common-tables";
import { majorsFrom, type OperationCase } from "./operation-case";

/** More rows than may be read under a lock. */
const LARGE = `
  INSERT INTO public.t SELECT g, 'n' || g, CASE WHEN g % 4 > 0 THEN 'e' || g END, g, g % 40 + 1, 'p' || (g % 40 + 1), 's' || g, 'ok'
    FROM generate_series(301, 1200) g;
  ANALYZE public.t;`;

export const addGeneratedColumnCases: readonly OperationCase[] = [
  {
    kind: "add-generated-column",
    title: "stored, of a table with few rows",
    words: { sentence: "add generated column t.loud text as upper(name)" },
    naive: "ALTER TABLE public.t ADD COLUMN loud text GENERATED ALWAYS AS (upper(name)) STORED",
    nodes: ["expand"],
  },
  {
    kind: "add-generated-column",
    title: "stored, by SQL, with quoted names",
    words: {
      sql: `ALTER TABLE ${ODD} ADD COLUMN "Twice as" bigint GENERATED ALWAYS AS ("select" * 2) STORED`,
    },
    naive: `ALTER TABLE ${ODD} ADD COLUMN "Twice as" bigint GENERATED ALWAYS AS ("select" * 2) STORED`,
    nodes: ["expand"],
  },
  {
    kind: "add-generated-column",
    title: "computed by a trigger, where there are many rows",
    setUp: LARGE,
    words: {
      sql: "ALTER TABLE t ADD COLUMN label text GENERATED ALWAYS AS (lower(email) || '/' || age) STORED",
    },
    // Postgres has no statement that leaves an ordinary column and what computes it.
    naive: null,
    nodes: ["expand", "backfill"],
  },
  {
    kind: "add-generated-column",
    title: "stored and NOT NULL, of a table with few rows, with a unique constraint",
    words: {
      sql: "ALTER TABLE t ADD COLUMN loud text GENERATED ALWAYS AS (upper(slug)) STORED NOT NULL UNIQUE",
    },
    naive:
      "ALTER TABLE public.t ADD COLUMN loud text GENERATED ALWAYS AS (upper(slug)) STORED NOT NULL UNIQUE",
    nodes: ["expand", "deploy-obey-rule", "backfill"],
  },
  {
    kind: "add-generated-column",
    title: "computed by a trigger and NOT NULL, where there are many rows",
    setUp: LARGE,
    words: { sentence: "add generated column t.loud text not null as tidy(slug)" },
    naive: null,
    nodes: ["expand", "deploy-obey-rule", "backfill"],
  },
  {
    kind: "add-generated-column",
    title: "computed when it is read and NOT NULL, in partitions",
    majors: majorsFrom(18),
    refusal: "come with version 18: say stored",
    setUp: IN_PARTS,
    words: { sql: "ALTER TABLE parts ADD COLUMN twice int GENERATED ALWAYS AS (id * 2) VIRTUAL NOT NULL" },
    naive: "ALTER TABLE public.parts ADD COLUMN twice int GENERATED ALWAYS AS (id * 2) VIRTUAL NOT NULL",
    nodes: ["expand", "deploy-obey-rule", "backfill"],
  },
  {
    kind: "add-generated-column",
    title: "computed when it is read",
    majors: majorsFrom(18),
    refusal: "come with version 18: say stored",
    setUp: LARGE,
    words: { sql: "ALTER TABLE t ADD COLUMN years int GENERATED ALWAYS AS (age + 1) VIRTUAL" },
    naive: "ALTER TABLE public.t ADD COLUMN years int GENERATED ALWAYS AS (age + 1) VIRTUAL",
    nodes: ["expand"],
  },
];
