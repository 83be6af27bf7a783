import { ODD, RULE } from "./common-tables";
import type { OperationCase } from "./operation-case";

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
];
