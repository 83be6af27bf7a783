import type { OperationCase } from "./operation-case";

export const setDefaultCases: readonly OperationCase[] = [
  {
    kind: "set-default",
    title: "where there was none",
    words: { sentence: "set default of t.email to 'none'" },
    naive: "ALTER TABLE public.t ALTER email SET DEFAULT 'none'",
    nodes: ["expand"],
  },
  {
    kind: "set-default",
    title: "in place of another",
    words: { sql: "ALTER TABLE public.t ALTER COLUMN name SET DEFAULT public.code()" },
    naive: "ALTER TABLE public.t ALTER name SET DEFAULT public.code()",
    nodes: ["expand"],
  },
  {
    kind: "set-default",
    title: "of an enum",
    words: { sentence: "t.state defaults to 'sad'::mood" },
    naive: "ALTER TABLE public.t ALTER state SET DEFAULT 'sad'",
    nodes: ["expand"],
  },
];
