import { RULE } from "./common-tables";
import type { OperationCase } from "./operation-case";

export const addColumnCases: readonly OperationCase[] = [
  {
    kind: "add-column",
    title: "filled row by row",
    words: { sentence: "add t.token uuid not null default gen_random_uuid()" },
    naive: "ALTER TABLE public.t ADD token uuid NOT NULL DEFAULT gen_random_uuid()",
    nodes: ["expand", "backfill"],
    randomValues: true,
  },
  {
    kind: "add-column",
    title: "with constraints of its own",
    words: {
      sql: "ALTER TABLE t ADD COLUMN boss int REFERENCES t (id) CHECK (boss > 0), ADD COLUMN badge text UNIQUE",
    },
    naive:
      "ALTER TABLE public.t ADD COLUMN boss int REFERENCES public.t (id) CHECK (boss > 0), ADD COLUMN badge text UNIQUE",
    nodes: ["expand", ...RULE],
  },
];
