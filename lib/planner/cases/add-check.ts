import { ODD, RULE } from "./common-tables";
import type { OperationCase } from "./operation-case";

export const addCheckCases: readonly OperationCase[] = [
  {
    kind: "add-check",
    title: "named by Postgres, one column",
    words: { sentence: "add check (age < 1000) to t" },
    naive: "ALTER TABLE public.t ADD CHECK (age < 1000)",
    nodes: RULE,
  },
  {
    kind: "add-check",
    title: "two columns, own function, own name",
    words: { sql: `ALTER TABLE t ADD CONSTRAINT "Own name" CHECK (tidy(name) <> slug AND state = 'ok')` },
    naive: `ALTER TABLE public.t ADD CONSTRAINT "Own name" CHECK (public.tidy(name) <> slug AND state = 'ok')`,
    nodes: RULE,
  },
  {
    kind: "add-check",
    title: "quoted names",
    words: { operations: [{ kind: "add-check", table: ODD, expression: `"select" > 0`, name: null }] },
    naive: `ALTER TABLE ${ODD} ADD CHECK ("select" > 0)`,
    nodes: RULE,
  },
  {
    kind: "add-check",
    title: "of a stored generated column",
    setUp: "ALTER TABLE public.t ADD half int GENERATED ALWAYS AS (age / 2) STORED",
    words: { sentence: "add check (half < 500) to t" },
    naive: "ALTER TABLE public.t ADD CHECK (half < 500)",
    nodes: RULE,
  },
  {
    kind: "add-check",
    title: "of a virtual generated column",
    majors: [18],
    setUp: "ALTER TABLE public.t ADD half int GENERATED ALWAYS AS (age / 2) VIRTUAL",
    words: { sentence: "add check (half < 500 and age > half) to t" },
    naive: "ALTER TABLE public.t ADD CHECK (half < 500 AND age > half)",
    nodes: RULE,
  },
];
