import { ODD } from "./common-tables";
import type { OperationCase } from "./operation-case";

export const commentCases: readonly OperationCase[] = [
  {
    kind: "comment",
    title: "on a column",
    words: { sentence: "comment on t.email: where we write to" },
    naive: "COMMENT ON COLUMN public.t.email IS 'where we write to'",
    nodes: ["expand"],
  },
  {
    kind: "comment",
    title: "on a table that had one",
    setUp: `COMMENT ON TABLE "Odd one"."Tab le" IS 'before'`,
    words: { sql: `COMMENT ON TABLE ${ODD} IS 'it''s odd'` },
    naive: `COMMENT ON TABLE ${ODD} IS 'it''s odd'`,
    nodes: ["expand"],
  },
];
