import { ODD } from "./common-tables";
import type { OperationCase } from "./operation-case";

const NODES = ["expand", "backfill"];

export const updateRowsCases: readonly OperationCase[] = [
  {
    kind: "update-rows",
    title: "some rows, by what they were, with a foreign key and a check",
    words: {
      sentence:
        "update t set age = age + 1, email = lower(tidy(name)), parent_id = 3 where age > 100 and email is not null",
    },
    naive:
      "UPDATE public.t SET age = age + 1, email = lower(public.tidy(name)), parent_id = 3 WHERE age > 100 AND email IS NOT NULL",
    nodes: NODES,
    repeatable: true,
  },
  {
    kind: "update-rows",
    title: "all rows, quoted names, an alias, a key of two columns",
    setUp: `ALTER TABLE ${ODD} DROP CONSTRAINT "Tab le_pkey", ADD CONSTRAINT "K" PRIMARY KEY (id, "Full Name");
      ALTER TABLE ${ODD} ADD j json, ADD select_given int; UPDATE ${ODD} SET j = '{"a": 1}'`,
    words: {
      sql: `UPDATE ${ODD} AS x SET "select" = x."select" + 1, j = json_build_object('n', x."Full Name")`,
    },
    naive: `UPDATE ${ODD} SET "select" = "select" + 1, j = json_build_object('n', "Full Name")`,
    nodes: NODES,
    repeatable: true,
  },
  {
    kind: "update-rows",
    title: "a partitioned table",
    setUp: `CREATE TABLE public.days (day date, n int, note text, PRIMARY KEY (day, n)) PARTITION BY RANGE (day);
      CREATE TABLE public.days_1 PARTITION OF public.days FOR VALUES FROM ('2020-01-01') TO ('2020-03-01');
      CREATE TABLE public.days_2 PARTITION OF public.days DEFAULT;
      INSERT INTO public.days SELECT date '2020-01-01' + g, g, 'n' FROM generate_series(1, 250) g`,
    words: { sql: "UPDATE days SET note = NULL WHERE days.n % 2 = 0" },
    naive: "UPDATE public.days SET note = NULL WHERE n % 2 = 0",
    nodes: NODES,
    repeatable: true,
  },
  {
    kind: "update-rows",
    title: "a column of the same script, before it may not be null",
    words: {
      sql: "ALTER TABLE t ADD note text; UPDATE t SET note = name || id; ALTER TABLE t ALTER note SET NOT NULL",
    },
    naive:
      "ALTER TABLE public.t ADD note text; UPDATE public.t SET note = name || id; ALTER TABLE public.t ALTER note SET NOT NULL",
    nodes: ["expand", "deploy-write-column", "backfill"],
  },
  {
    kind: "update-rows",
    title: "two columns of the same script, of some rows",
    words: {
      sql: `ALTER TABLE ${ODD} ADD "No te" text, ADD n int; UPDATE ${ODD} SET "No te" = "Full Name" || id, n = nullif("select", 7) WHERE id > 3`,
    },
    naive: `ALTER TABLE ${ODD} ADD "No te" text, ADD n int; UPDATE ${ODD} SET "No te" = "Full Name" || id, n = nullif("select", 7) WHERE id > 3`,
    nodes: ["expand", "backfill"],
  },
];
