import type { OperationCase } from "./operation-case";

export const addEnumValueCases: readonly OperationCase[] = [
  {
    kind: "add-enum-value",
    title: "at the end",
    words: { sentence: "add value 'great' to mood" },
    naive: "ALTER TYPE public.mood ADD VALUE 'great'",
    nodes: ["expand"],
  },
  {
    kind: "add-enum-value",
    title: "before another",
    words: { sql: "ALTER TYPE mood ADD VALUE 'meh' BEFORE 'ok'" },
    naive: "ALTER TYPE public.mood ADD VALUE 'meh' BEFORE 'ok'",
    nodes: ["expand"],
  },
];
