import { ODD } from "./common-tables";
import type { OperationCase } from "./operation-case";

export const dropNotNullCases: readonly OperationCase[] = [
  {
    kind: "drop-not-null",
    title: "plain",
    words: { sentence: "allow null in t.name" },
    naive: "ALTER TABLE public.t ALTER name DROP NOT NULL",
    nodes: ["expand"],
  },
  {
    kind: "drop-not-null",
    title: "quoted names",
    words: { sql: `ALTER TABLE ${ODD} ALTER "Full Name" DROP NOT NULL` },
    naive: `ALTER TABLE ${ODD} ALTER "Full Name" DROP NOT NULL`,
    nodes: ["expand"],
  },
];
