import type { OperationCase } from "./operation-case";

export const dropExpressionCases: readonly OperationCase[] = [
  {
    kind: "drop-expression",
    title: "of a stored column",
    setUp: "ALTER TABLE public.t ADD COLUMN loud text GENERATED ALWAYS AS (upper(name)) STORED",
    words: { sentence: "drop expression of t.loud" },
    naive: "ALTER TABLE public.t ALTER COLUMN loud DROP EXPRESSION",
    nodes: ["deploy-write-column", "contract"],
  },
];
