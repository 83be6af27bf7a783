import { ODD } from "./common-tables";
import type { OperationCase } from "./operation-case";

export const changeColumnTypeCases: readonly OperationCase[] = [
  {
    kind: "change-column-type",
    title: "longer",
    words: { sentence: "change t.code to varchar(30)" },
    setUp: "ALTER TABLE public.t ADD code varchar(20) COLLATE \"C\" DEFAULT 'x'",
    naive: 'ALTER TABLE public.t ALTER code TYPE varchar(30) COLLATE "C"',
    nodes: ["expand"],
  },
  {
    kind: "change-column-type",
    title: "to text and back",
    setUp: `ALTER TABLE "Odd one"."Tab le" ADD "Note" varchar`,
    words: { sql: `ALTER TABLE ${ODD} ALTER "Note" TYPE text` },
    naive: `ALTER TABLE ${ODD} ALTER "Note" TYPE text`,
    nodes: ["expand"],
  },
];
