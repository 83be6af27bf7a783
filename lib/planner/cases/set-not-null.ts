import { ODD } from "./common-tables";
import type { OperationCase } from "./operation-case";

export const setNotNullCases: readonly OperationCase[] = [
  {
    kind: "set-not-null",
    title: "no row lacks it",
    words: { sentence: "make t.age not null" },
    naive: "ALTER TABLE public.t ALTER age SET NOT NULL",
    nodes: ["deploy-write-column", "backfill"],
  },
  {
    kind: "set-not-null",
    title: "rows filled, one column of the key avoided",
    words: { sentence: "make t.email not null filled with tidy('U') || id" },
    naive:
      "UPDATE public.t SET email = 'u' || id WHERE email IS NULL; ALTER TABLE public.t ALTER email SET NOT NULL",
    nodes: ["deploy-write-column", "backfill"],
  },
  {
    kind: "set-not-null",
    title: "quoted names",
    words: { sql: `ALTER TABLE ${ODD} ALTER "select" SET NOT NULL` },
    naive: `ALTER TABLE ${ODD} ALTER "select" SET NOT NULL`,
    nodes: ["deploy-write-column", "backfill"],
  },
];
