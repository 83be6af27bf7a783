import { commentSql, rightsSql } from "./belongings";
import { IN_USER_SCHEMA, notFromExtension } from "./user-schemas";

const WORDS = "CASE p.prokind WHEN 'p' THEN 'PROCEDURE' WHEN 'a' THEN 'AGGREGATE' ELSE 'FUNCTION' END";
const GRANT_WORDS = "CASE p.prokind WHEN 'p' THEN 'PROCEDURE' ELSE 'FUNCTION' END";
const QUALIFIED = "format('%I.%I(%s)', n.nspname, p.proname, pg_get_function_identity_arguments(p.oid))";

/** Functions and procedures. Bodies written in SQL-standard form are kept parsed, from 14 on. */
export function functionsSql(versionNumber: number): string {
  const body = versionNumber >= 140000 ? "coalesce(pg_get_function_sqlbody(p.oid), p.prosrc)" : "p.prosrc";
  return `SELECT n.nspname AS schema, p.proname AS name, pg_get_function_identity_arguments(p.oid) AS arguments,
  l.lanname AS language, p.provolatile AS volatility, ${body} AS body,
  concat_ws(' ', p.prokind::text, pg_get_function_arguments(p.oid), 'returns', pg_get_function_result(p.oid),
    CASE WHEN p.prosecdef THEN 'security definer' END, CASE WHEN p.proisstrict THEN 'strict' END,
    CASE WHEN p.proleakproof THEN 'leakproof' END, 'parallel ' || p.proparallel::text,
    array_to_string(p.proconfig, ' ')) AS signature,
  p.prokind AS kind, CASE WHEN p.prokind <> 'a' THEN pg_get_functiondef(p.oid) END AS definition,
  ARRAY(SELECT t.typname::text FROM unnest(p.proargtypes) WITH ORDINALITY AS a (oid, place)
    JOIN pg_type AS t ON t.oid = a.oid ORDER BY a.place) AS argument_types,
  ${commentSql(WORDS, QUALIFIED, "obj_description(p.oid, 'pg_proc')")} AS attached,
  ${rightsSql({ alter: WORDS, grant: GRANT_WORDS, name: QUALIFIED, owner: "p.proowner", acl: "p.proacl" })} AS rights
FROM pg_proc AS p
JOIN pg_namespace AS n ON n.oid = p.pronamespace
JOIN pg_language AS l ON l.oid = p.prolang
WHERE ${IN_USER_SCHEMA} AND ${notFromExtension("pg_proc", "p.oid")}`;
}

export interface FunctionRow {
  readonly schema: string;
  readonly name: string;
  readonly arguments: string;
  readonly language: string;
  readonly volatility: "i" | "s" | "v";
  readonly body: string;
  readonly signature: string;
  readonly kind: "f" | "p" | "a" | "w";
  readonly definition: string | null;
  readonly argument_types: string[];
  readonly attached: string[];
  readonly rights: string[];
}
