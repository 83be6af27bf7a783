import { IN_USER_SCHEMA, notFromExtension } from "./user-schemas";

/** Functions and procedures. Bodies written in SQL-standard form are kept parsed, from 14 on. */
export function functionsSql(versionNumber: number): string {
  const body = versionNumber >= 140000 ? "coalesce(pg_get_function_sqlbody(p.oid), p.prosrc)" : "p.prosrc";
  return `SELECT n.nspname AS schema, p.proname AS name, pg_get_function_identity_arguments(p.oid) AS arguments,
  l.lanname AS language, p.provolatile AS volatility, ${body} AS body,
  concat_ws(' ', p.prokind::text, pg_get_function_arguments(p.oid), 'returns', pg_get_function_result(p.oid),
    CASE WHEN p.prosecdef THEN 'security definer' END, CASE WHEN p.proisstrict THEN 'strict' END,
    CASE WHEN p.proleakproof THEN 'leakproof' END, 'parallel ' || p.proparallel::text,
    array_to_string(p.proconfig, ' ')) AS signature
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
}
