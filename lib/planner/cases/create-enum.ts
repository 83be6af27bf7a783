import type { OperationCase } from "./operation-case";

export const createEnumCases: readonly OperationCase[] = [
  {
    kind: "create-enum",
    title: "with a quote in a value",
    words: { sql: "CREATE TYPE colour AS ENUM ('red', 'it''s blue')" },
    naive: "CREATE TYPE public.colour AS ENUM ('red', 'it''s blue')",
    nodes: ["expand"],
  },
];
