import type { OperationCase } from "./operation-case";

export const dropIndexCases: readonly OperationCase[] = [
  {
    kind: "drop-index",
    title: "with expression and predicate",
    words: { sentence: "drop index t_email" },
    naive: "DROP INDEX public.t_email",
    nodes: ["contract"],
  },
];
