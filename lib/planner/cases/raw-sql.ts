import { majorsFrom, type OperationCase } from "./operation-case";

export const rawSqlCases: readonly OperationCase[] = [
  {
    kind: "raw-sql",
    title: "with a way back, names along the search path",
    words: { sentence: "run: alter table t set (fillfactor = 80) back: alter table t reset (fillfactor)" },
    naive: "ALTER TABLE public.t SET (fillfactor = 80)",
    nodes: ["expand"],
    repeatable: true,
  },
  {
    kind: "raw-sql",
    title: "between operations of a script",
    majors: majorsFrom(14),
    refusal: "SET COMPRESSION came with version 14, and the server is 13",
    words: {
      sql: "ALTER TABLE t ALTER email SET COMPRESSION pglz, ALTER name DROP NOT NULL; ALTER TABLE t ADD COLUMN x int",
    },
    naive: "ALTER TABLE public.t ALTER email SET COMPRESSION pglz, ALTER name DROP NOT NULL, ADD x int",
    nodes: ["expand"],
  },
  {
    kind: "raw-sql",
    title: "a sequence set by a query",
    setUp: "CREATE SEQUENCE public.counter",
    words: { sql: "SELECT setval('counter', 50)" },
    naive: "SELECT pg_catalog.setval('public.counter', 50)",
    nodes: ["expand"],
    repeatable: true,
  },
];
