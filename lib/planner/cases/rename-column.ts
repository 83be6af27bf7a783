import type { OperationCase } from "./operation-case";

export const renameColumnCases: readonly OperationCase[] = [
  {
    kind: "rename-column",
    title: "plain",
    words: { sentence: "rename t.email to mail" },
    naive: "ALTER TABLE public.t RENAME email TO mail",
    nodes: ["expand", "backfill", "deploy-new-name", "deploy-forget-old", "contract"],
  },
];
