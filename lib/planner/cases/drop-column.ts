import { IN_PARTS, ODD } from "./common-tables";
import type { OperationCase } from "./operation-case";

export const dropColumnCases: readonly OperationCase[] = [
  {
    kind: "drop-column",
    title: "with values and an index",
    words: { sentence: "drop column t.email" },
    naive: "ALTER TABLE public.t DROP email",
    nodes: ["expand", "deploy-forget-column", "contract"],
  },
  {
    kind: "drop-column",
    title: "NOT NULL, unique, with a comment",
    words: { sql: "ALTER TABLE t DROP COLUMN slug" },
    naive: "ALTER TABLE public.t DROP slug",
    nodes: ["expand", "deploy-forget-column", "contract"],
  },
  {
    kind: "drop-column",
    title: "with a default and a foreign key",
    setUp: "ALTER TABLE public.t ALTER parent_id SET DEFAULT 1, ALTER parent_id SET NOT NULL",
    words: { sql: "ALTER TABLE t DROP parent_id" },
    naive: "ALTER TABLE public.t DROP parent_id",
    nodes: ["expand", "deploy-forget-column", "contract"],
  },
  {
    kind: "drop-column",
    title: "quoted names",
    words: { sql: `ALTER TABLE ${ODD} DROP "Full Name"` },
    naive: `ALTER TABLE ${ODD} DROP "Full Name"`,
    nodes: ["expand", "deploy-forget-column", "contract"],
  },
  {
    kind: "drop-column",
    title: "of a partitioned table, with indexes, a unique constraint, statistics and comments",
    setUp: IN_PARTS,
    words: { sentence: "drop column parts.label" },
    naive: "ALTER TABLE public.parts DROP label",
    nodes: ["expand", "deploy-forget-column", "contract"],
  },
  {
    kind: "drop-column",
    title: "of a partitioned table, with a default and a foreign key",
    setUp: IN_PARTS,
    words: { sentence: "drop column parts.parent_id" },
    naive: "ALTER TABLE public.parts DROP parent_id",
    nodes: ["expand", "deploy-forget-column", "contract"],
  },
];
