import { ODD } from "./common-tables";
import { majorsFrom, type OperationCase } from "./operation-case";

export const rebuildIndexCases: readonly OperationCase[] = [
  {
    kind: "rebuild-index",
    title: "of expressions, partial",
    words: { sentence: "rebuild index t_email" },
    naive: "REINDEX INDEX public.t_email",
    nodes: ["expand"],
    repeatable: true,
  },
  {
    kind: "rebuild-index",
    title: "of a primary key, of names that need quotes",
    words: { sql: `REINDEX INDEX CONCURRENTLY "Odd one"."Tab le_pkey"` },
    naive: `REINDEX INDEX "Odd one"."Tab le_pkey"`,
    nodes: ["expand"],
    repeatable: true,
  },
  {
    kind: "rebuild-index",
    title: "that a failed build left behind",
    setUp: `CREATE INDEX wreck ON ${ODD} ("select");
      RESET ROLE; UPDATE pg_catalog.pg_index SET indisvalid = false WHERE indexrelid = '"Odd one".wreck'::pg_catalog.regclass`,
    words: { operations: [{ kind: "rebuild-index", index: `"Odd one".wreck` }] },
    naive: `REINDEX INDEX "Odd one".wreck`,
    nodes: ["expand"],
    repeatable: true,
  },
  {
    kind: "rebuild-index",
    title: "of a partitioned table",
    majors: majorsFrom(14),
    refusal: "which version 13 cannot rebuild",
    setUp: `CREATE TABLE public.parts (id int, at date) PARTITION BY RANGE (at);
      CREATE TABLE public.parts_1 PARTITION OF public.parts FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');
      INSERT INTO public.parts SELECT g, '2026-02-02' FROM generate_series(1, 100) g;
      CREATE INDEX parts_id ON public.parts (id)`,
    words: { sentence: "rebuild index parts_id" },
    naive: "REINDEX INDEX CONCURRENTLY public.parts_id",
    nodes: ["expand"],
    repeatable: true,
  },
];
