import type { OperationCase } from "./operation-case";

export const dropIndexCases: readonly OperationCase[] = [
  {
    kind: "drop-index",
    title: "with expression and predicate",
    words: { sentence: "drop index t_email" },
    naive: "DROP INDEX public.t_email",
    nodes: ["contract"],
  },
  {
    kind: "drop-index",
    title: "of a partitioned table",
    setUp: `CREATE TABLE public.parts (id int NOT NULL, at date NOT NULL, parent_id int, note text) PARTITION BY RANGE (at);
      CREATE TABLE public.parts_1 PARTITION OF public.parts FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');
      CREATE TABLE public.parts_2 PARTITION OF public.parts FOR VALUES FROM ('2027-01-01') TO ('2028-01-01')
        PARTITION BY LIST (id);
      CREATE TABLE public.parts_2_a PARTITION OF public.parts_2 FOR VALUES IN (1, 2);
      INSERT INTO public.parts SELECT g, '2026-02-02', g FROM generate_series(1, 40) g;
      CREATE INDEX parts_note ON public.parts (lower(note) DESC) WHERE note <> ''`,
    words: { sentence: "drop index parts_note" },
    naive: "DROP INDEX public.parts_note",
    nodes: ["contract"],
  },
  {
    kind: "drop-index",
    title: "of one partition alone",
    setUp: `CREATE TABLE public.parts (id int NOT NULL, at date NOT NULL, parent_id int, note text) PARTITION BY RANGE (at);
      CREATE TABLE public.parts_1 PARTITION OF public.parts FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');
      CREATE TABLE public.parts_2 PARTITION OF public.parts FOR VALUES FROM ('2027-01-01') TO ('2028-01-01')
        PARTITION BY LIST (id);
      CREATE TABLE public.parts_2_a PARTITION OF public.parts_2 FOR VALUES IN (1, 2);
      INSERT INTO public.parts SELECT g, '2026-02-02', g FROM generate_series(1, 40) g;
      CREATE INDEX only_1 ON public.parts_1 (id)`,
    words: { sql: "DROP INDEX only_1" },
    naive: "DROP INDEX public.only_1",
    nodes: ["contract"],
  },
];
