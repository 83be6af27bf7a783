import type { OperationCase } from "./operation-case";

export const dropDefaultCases: readonly OperationCase[] = [
  {
    kind: "drop-default",
    title: "of a column that must not be null",
    words: { sentence: "drop default of t.name" },
    naive: "ALTER TABLE public.t ALTER name DROP DEFAULT",
    nodes: ["deploy-write-column", "backfill"],
  },
  {
    kind: "drop-default",
    title: "of a nullable column",
    setUp: "ALTER TABLE public.t ALTER state SET DEFAULT 'ok'",
    words: { sql: "ALTER TABLE t ALTER state DROP DEFAULT" },
    naive: "ALTER TABLE public.t ALTER state DROP DEFAULT",
    nodes: ["expand"],
  },
];
