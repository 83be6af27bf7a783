import type { OperationCase } from "./operation-case";

export const renameTableCases: readonly OperationCase[] = [
  {
    kind: "rename-table",
    title: "with all that hangs on it",
    words: { sentence: "rename table t to people" },
    setUp: "CREATE VIEW public.grown_ups AS SELECT id, name FROM public.t WHERE age > 17",
    naive: "ALTER TABLE public.t RENAME TO people",
    nodes: ["expand", "deploy-new-name", "contract"],
  },
  {
    kind: "rename-table",
    title: "quoted names, a table others point at",
    words: { sql: `ALTER TABLE parents RENAME TO "Par ents"` },
    naive: `ALTER TABLE public.parents RENAME TO "Par ents"`,
    nodes: ["expand", "deploy-new-name", "contract"],
  },
];
