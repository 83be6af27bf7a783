import { ODD } from "./common-tables";
import type { OperationCase } from "./operation-case";

export const renameIndexCases: readonly OperationCase[] = [
  {
    kind: "rename-index",
    title: "of expressions, partial",
    words: { sentence: "rename index t_email to t_lower_email" },
    naive: "ALTER INDEX public.t_email RENAME TO t_lower_email",
    nodes: ["expand"],
  },
  {
    kind: "rename-index",
    title: "of names that need quotes, to one",
    setUp: `CREATE INDEX "Old" ON ${ODD} ("select")`,
    words: { sql: `ALTER INDEX "Odd one"."Old" RENAME TO "The new"` },
    naive: `ALTER INDEX "Odd one"."Old" RENAME TO "The new"`,
    nodes: ["expand"],
  },
  {
    kind: "rename-index",
    title: "of a partitioned table",
    setUp: `CREATE TABLE public.parts (id int, at date) PARTITION BY RANGE (at);
      CREATE TABLE public.parts_1 PARTITION OF public.parts FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');
      CREATE INDEX parts_id ON public.parts (id)`,
    words: { operations: [{ kind: "rename-index", index: "public.parts_id", to: "by_id" }] },
    naive: "ALTER INDEX public.parts_id RENAME TO by_id",
    nodes: ["expand"],
  },
];
