import { ODD } from "./common-tables";
import type { OperationCase } from "./operation-case";

export const setNotNullCases: readonly OperationCase[] = [
  {
    kind: "set-not-null",
    title: "no row lacks it",
    words: { sentence: "make t.age not null" },
    naive: "ALTER TABLE public.t ALTER age SET NOT NULL",
    nodes: ["deploy-write-column", "backfill"],
  },
  {
    kind: "set-not-null",
    title: "rows filled, one column of the key avoided",
    words: { sentence: "make t.email not null filled with tidy('U') || id" },
    naive:
      "UPDATE public.t SET email = 'u' || id WHERE email IS NULL; ALTER TABLE public.t ALTER email SET NOT NULL",
    nodes: ["deploy-write-column", "backfill"],
  },
  {
    kind: "set-not-null",
    title: "quoted names",
    words: { sql: `ALTER TABLE ${ODD} ALTER "select" SET NOT NULL` },
    naive: `ALTER TABLE ${ODD} ALTER "select" SET NOT NULL`,
    nodes: ["deploy-write-column", "backfill"],
  },
  {
    kind: "set-not-null",
    title: "of a partitioned table, filled partition by partition",
    setUp: `CREATE TABLE public.parts (id int NOT NULL, at date NOT NULL, parent_id int, note text) PARTITION BY RANGE (at);
      CREATE TABLE public.parts_1 PARTITION OF public.parts FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');
      CREATE TABLE public.parts_2 PARTITION OF public.parts FOR VALUES FROM ('2027-01-01') TO ('2028-01-01')
        PARTITION BY LIST (id);
      CREATE TABLE public.parts_2_a PARTITION OF public.parts_2 FOR VALUES IN (1, 2);
      INSERT INTO public.parts SELECT g, '2026-02-02', g FROM generate_series(1, 40) g;
      ALTER TABLE public.parts ADD UNIQUE (at, id)`,
    words: { sentence: "make parts.note not null filled with 'none'" },
    naive:
      "UPDATE public.parts SET note = 'none' WHERE note IS NULL; ALTER TABLE public.parts ALTER COLUMN note SET NOT NULL",
    nodes: ["deploy-write-column", "backfill"],
  },
];
