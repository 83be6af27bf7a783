import type { OperationCase } from "./operation-case";

export const createFunctionCases: readonly OperationCase[] = [
  {
    kind: "create-function",
    title: "of a type and a table along the search path",
    words: {
      sentence:
        "create function moods(wanted mood[], at_most int default 10) returns setof t language sql stable as 'select * from t where state = any (wanted) limit at_most'",
    },
    naive: `SET search_path = public; CREATE FUNCTION public.moods(wanted public.mood[], at_most int DEFAULT 10) RETURNS SETOF public.t LANGUAGE sql STABLE
      AS 'select * from t where state = any (wanted) limit at_most'; SET search_path = pg_catalog`,
    nodes: ["expand"],
  },
  {
    kind: "create-function",
    title: "replaced, another body",
    setUp: "GRANT EXECUTE ON FUNCTION public.tidy(text) TO PUBLIC",
    words: {
      sql: "CREATE OR REPLACE FUNCTION tidy(text) RETURNS text LANGUAGE sql IMMUTABLE AS $$SELECT trim($1)$$",
    },
    naive:
      "CREATE OR REPLACE FUNCTION public.tidy(text) RETURNS text LANGUAGE sql IMMUTABLE AS 'SELECT trim($1)'",
    nodes: ["expand"],
  },
  {
    kind: "create-function",
    title: "replaced, the same body and a default more",
    setUp: `CREATE FUNCTION public.twice(n int) RETURNS int LANGUAGE sql AS 'SELECT $1 * 2';
      COMMENT ON FUNCTION public.twice(int) IS 'two of them'; REVOKE ALL ON FUNCTION public.twice(int) FROM PUBLIC`,
    words: {
      sql: "CREATE OR REPLACE FUNCTION twice(n int DEFAULT 1) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT $1 * 2'",
    },
    naive:
      "CREATE OR REPLACE FUNCTION public.twice(n int DEFAULT 1) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT $1 * 2'",
    nodes: ["expand"],
  },
  {
    kind: "create-function",
    title: "replaced, by the same in other words",
    setUp: "CREATE FUNCTION public.twice(n numeric) RETURNS int LANGUAGE sql AS 'SELECT $1 * 2'",
    words: {
      sql: "CREATE OR REPLACE FUNCTION twice(n decimal(9, 2)) RETURNS int LANGUAGE sql AS 'SELECT $1 * 2'",
    },
    naive:
      "CREATE OR REPLACE FUNCTION public.twice(n decimal(9, 2)) RETURNS int LANGUAGE sql AS 'SELECT $1 * 2'",
    nodes: ["expand"],
    repeatable: true,
    unchanged: true,
  },
  {
    kind: "create-function",
    title: "a procedure of quoted names",
    words: { sql: `CREATE PROCEDURE "Odd one"."Do it"("N" int) LANGUAGE plpgsql AS $$BEGIN NULL; END$$` },
    naive: `CREATE PROCEDURE "Odd one"."Do it"("N" int) LANGUAGE plpgsql AS 'BEGIN NULL; END'`,
    nodes: ["expand"],
  },
];

export const dropFunctionCases: readonly OperationCase[] = [
  {
    kind: "drop-function",
    title: "one of two of its name, whose body needs a search path",
    setUp: `SET search_path = public; CREATE FUNCTION public.tidy(n int) RETURNS bigint LANGUAGE sql AS 'SELECT count(*) FROM t WHERE id = n';
      COMMENT ON FUNCTION public.tidy(int) IS 'counts'; REVOKE ALL ON FUNCTION public.tidy(int) FROM PUBLIC`,
    words: { sql: "DROP FUNCTION tidy(int)" },
    naive: "DROP FUNCTION public.tidy(int)",
    nodes: ["deploy-forget-function", "contract"],
  },
  {
    kind: "drop-function",
    title: "a procedure",
    setUp: `CREATE PROCEDURE "Odd one"."Do it"("N" int) LANGUAGE plpgsql AS 'BEGIN NULL; END'`,
    words: { sentence: `drop procedure "Odd one"."Do it"` },
    naive: `DROP PROCEDURE "Odd one"."Do it"`,
    nodes: ["deploy-forget-procedure", "contract"],
  },
];
