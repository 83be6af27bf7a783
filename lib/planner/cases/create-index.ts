import { ODD, RULE } from "./common-tables";
import type { OperationCase } from "./operation-case";

export const createIndexCases: readonly OperationCase[] = [
  {
    kind: "create-index",
    title: "one column",
    words: { sentence: "index t.age" },
    naive: "CREATE INDEX ON public.t (age)",
    nodes: ["expand"],
  },
  {
    kind: "create-index",
    title: "expressions, order, INCLUDE, WHERE",
    words: {
      sql: "CREATE INDEX ON t (tidy(name), (age + 1) DESC NULLS LAST, slug text_pattern_ops) INCLUDE (state) WHERE state = 'ok'",
    },
    naive:
      "CREATE INDEX ON public.t (public.tidy(name), (age + 1) DESC NULLS LAST, slug text_pattern_ops) INCLUDE (state) WHERE state = 'ok'",
    nodes: ["expand"],
  },
  {
    kind: "create-index",
    title: "another access method",
    words: { sql: `CREATE INDEX CONCURRENTLY "Hash It" ON ${ODD} USING hash ("Full Name")` },
    naive: `CREATE INDEX "Hash It" ON ${ODD} USING hash ("Full Name")`,
    nodes: ["expand"],
  },
  {
    kind: "create-index",
    title: "unique",
    words: { sentence: "create unique index one_name on t (lower(name)) where age > 0" },
    naive: "CREATE UNIQUE INDEX one_name ON public.t (lower(name)) WHERE age > 0",
    nodes: RULE,
  },
];
