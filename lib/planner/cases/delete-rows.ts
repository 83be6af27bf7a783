import { ODD } from "./common-tables";
import type { OperationCase } from "./operation-case";

const NODES = ["expand", "backfill"];

export const deleteRowsCases: readonly OperationCase[] = [
  {
    kind: "delete-rows",
    title: "some rows, of a table that points at another",
    words: { sentence: "delete rows of t where age > 100 and tidy(state::text) = 'ok'" },
    naive: "DELETE FROM public.t WHERE age > 100 AND public.tidy(state::text) = 'ok'",
    nodes: NODES,
    repeatable: true,
  },
  {
    kind: "delete-rows",
    title: "all rows, quoted names, identity and computed columns",
    setUp: `ALTER TABLE ${ODD} ALTER id ADD GENERATED ALWAYS AS IDENTITY;
      ALTER TABLE ${ODD} ADD "Twice" int GENERATED ALWAYS AS (id * 2) STORED`,
    words: {
      sql: `DELETE FROM ${ODD} AS "x" WHERE "x".id > 5; ALTER TABLE ${ODD} ADD CONSTRAINT few CHECK (id <= 5)`,
    },
    naive: `DELETE FROM ${ODD} WHERE id > 5; ALTER TABLE ${ODD} ADD CONSTRAINT few CHECK (id <= 5)`,
    nodes: ["expand", "deploy-obey-rule", "backfill"],
  },
  {
    kind: "delete-rows",
    title: "a partitioned table, a key of two columns",
    setUp: `CREATE TABLE public.days (day date, n int, note text, PRIMARY KEY (day, n)) PARTITION BY RANGE (day);
      CREATE TABLE public.days_1 PARTITION OF public.days FOR VALUES FROM ('2020-01-01') TO ('2020-03-01');
      CREATE TABLE public.days_2 PARTITION OF public.days DEFAULT;
      INSERT INTO public.days SELECT date '2020-01-01' + g, g, 'n' FROM generate_series(1, 250) g`,
    words: { sentence: "delete all rows of days" },
    naive: "DELETE FROM public.days",
    nodes: NODES,
    repeatable: true,
  },
];
