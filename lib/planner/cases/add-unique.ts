import { ODD, RULE } from "./common-tables";
import { majorsFrom, type OperationCase } from "./operation-case";

export const addUniqueCases: readonly OperationCase[] = [
  {
    kind: "add-unique",
    title: "one column",
    words: { sentence: "make t.name unique" },
    naive: "ALTER TABLE public.t ADD UNIQUE (name)",
    nodes: RULE,
  },
  {
    kind: "add-unique",
    title: "two columns with quotes",
    words: { sql: `ALTER TABLE ${ODD} ADD CONSTRAINT "Both" UNIQUE ("Full Name", "select")` },
    naive: `ALTER TABLE ${ODD} ADD CONSTRAINT "Both" UNIQUE ("Full Name", "select")`,
    nodes: RULE,
  },
  {
    kind: "add-unique",
    title: "over partitions, some in parts themselves",
    setUp: `CREATE TABLE public.parts (id int NOT NULL, at date NOT NULL, parent_id int, note text) PARTITION BY RANGE (at);
      CREATE TABLE public.parts_1 PARTITION OF public.parts FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');
      CREATE TABLE public.parts_2 PARTITION OF public.parts FOR VALUES FROM ('2027-01-01') TO ('2028-01-01')
        PARTITION BY LIST (id);
      CREATE TABLE public.parts_2_a PARTITION OF public.parts_2 FOR VALUES IN (1, 2);
      INSERT INTO public.parts SELECT g, '2026-02-02', g FROM generate_series(1, 40) g`,
    words: { sentence: "add unique (at, id) to parts" },
    naive: "ALTER TABLE public.parts ADD UNIQUE (at, id)",
    nodes: RULE,
  },
  {
    kind: "add-unique",
    title: "nulls included",
    majors: majorsFrom(15),
    refusal: "NULLS NOT DISTINCT is there from version 15 on",
    setUp: "UPDATE public.t SET email = id WHERE email IS NULL AND id > 4",
    words: { sql: "ALTER TABLE t ADD UNIQUE NULLS NOT DISTINCT (email)" },
    naive: "ALTER TABLE public.t ADD UNIQUE NULLS NOT DISTINCT (email)",
    nodes: RULE,
  },
];
