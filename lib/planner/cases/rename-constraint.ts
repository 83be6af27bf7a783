import { ODD } from "./common-tables";
import type { OperationCase } from "./operation-case";

export const renameConstraintCases: readonly OperationCase[] = [
  {
    kind: "rename-constraint",
    title: "a unique one, with its index",
    words: { sentence: "rename constraint t_slug of t to slugs" },
    naive: "ALTER TABLE public.t RENAME CONSTRAINT t_slug TO slugs",
    nodes: ["expand"],
  },
  {
    kind: "rename-constraint",
    title: "a foreign key",
    words: { sql: `ALTER TABLE t RENAME CONSTRAINT t_parent TO "Par ent"` },
    naive: `ALTER TABLE public.t RENAME CONSTRAINT t_parent TO "Par ent"`,
    nodes: ["expand"],
  },
  {
    kind: "rename-constraint",
    title: "a primary key of quoted names",
    words: {
      operations: [{ kind: "rename-constraint", table: ODD, constraint: "Tab le_pkey", to: "key" }],
    },
    naive: `ALTER TABLE ${ODD} RENAME CONSTRAINT "Tab le_pkey" TO key`,
    nodes: ["expand"],
  },
];
