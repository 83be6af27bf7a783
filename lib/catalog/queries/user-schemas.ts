/**
 * Schemas that are the users' own: not the system's, not temporary ones, not the one Interlock keeps its books in.
 * Goes into a WHERE clause after `FROM pg_namespace AS n`.
 */
export const IN_USER_SCHEMA = "n.nspname !~ '^pg_' AND n.nspname NOT IN ('information_schema', 'interlock')";

/** Oids of the tables told of: ordinary, partitioned and foreign ones. For `… = ANY (TABLE_OIDS)`-like joins. */
export const USER_TABLES = `(SELECT c.oid FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace
  WHERE c.relkind IN ('r', 'p', 'f') AND ${IN_USER_SCHEMA})`;

/** Leaves out what an extension brought along: it comes and goes with the extension. */
export function notFromExtension(
  catalog: "pg_class" | "pg_namespace" | "pg_proc" | "pg_type",
  oid: string,
): string {
  return `NOT EXISTS (SELECT FROM pg_depend AS x WHERE x.classid = '${catalog}'::regclass AND x.objid = ${oid} AND x.deptype = 'e')`;
}
