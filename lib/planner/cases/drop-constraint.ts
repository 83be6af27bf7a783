import { RULE } from "./common-tables";
import type { OperationCase } from "./operation-case";

export const dropConstraintCases: readonly OperationCase[] = [
  {
    kind: "drop-constraint",
    title: "a check",
    words: { sentence: "drop constraint grown of t" },
    naive: "ALTER TABLE public.t DROP CONSTRAINT grown",
    nodes: ["expand"],
  },
  {
    kind: "drop-constraint",
    title: "a foreign key",
    words: { sql: "ALTER TABLE t DROP CONSTRAINT t_parent" },
    naive: "ALTER TABLE public.t DROP CONSTRAINT t_parent",
    nodes: ["expand"],
  },
  {
    kind: "drop-constraint",
    title: "a unique constraint with a comment",
    words: { sql: "ALTER TABLE t DROP CONSTRAINT IF EXISTS t_slug" },
    naive: "ALTER TABLE public.t DROP CONSTRAINT t_slug",
    nodes: ["expand"],
  },
  {
    kind: "drop-constraint",
    title: "replaced by a wider one of the same name",
    words: { sql: "ALTER TABLE t DROP CONSTRAINT grown, ADD CONSTRAINT grown CHECK (age >= -1)" },
    naive: "ALTER TABLE public.t DROP CONSTRAINT grown, ADD CONSTRAINT grown CHECK (age >= -1)",
    nodes: ["expand", ...RULE],
    repeatable: true,
  },
];
