/** Whether the server's own schema has none of that name: it comes first under every search path. */
const notBuiltIn = (catalog: string, prefix: string) =>
  `NOT EXISTS (SELECT FROM ${catalog} AS own WHERE own.${prefix}name = o.${prefix}name
    AND own.${prefix}namespace = 'pg_catalog'::regnamespace)`;
const ofExtensions = (kind: string, catalog: string, prefix: string) => `UNION ALL
SELECT DISTINCT '${kind}', n.nspname, o.${prefix}name
FROM ${catalog} AS o JOIN pg_namespace AS n ON n.oid = o.${prefix}namespace
JOIN pg_depend AS d ON d.classid = '${catalog}'::regclass AND d.objid = o.oid AND d.deptype = 'e'
WHERE ${notBuiltIn(catalog, prefix)}`;

/**
 * Names of all types a column can have and of all collations of this encoding, the server's own and extensions' included;
 * arrays and rows of tables apart, which go without saying. Functions, operators and operator classes of extensions, where
 * the server has none of the name.
 */
export const USABLE_NAMES_SQL = `SELECT 'type' AS kind, n.nspname AS schema, t.typname AS name
FROM pg_type AS t JOIN pg_namespace AS n ON n.oid = t.typnamespace
LEFT JOIN pg_class AS c ON c.oid = t.typrelid
WHERE t.typtype IN ('b', 'c', 'd', 'e', 'm', 'r') AND n.nspname !~ '^pg_(toast|temp)'
  AND (c.oid IS NULL OR c.relkind = 'c')
  AND NOT EXISTS (SELECT FROM pg_type AS e WHERE e.typarray = t.oid)
UNION ALL
SELECT 'collation', n.nspname, k.collname
FROM pg_collation AS k JOIN pg_namespace AS n ON n.oid = k.collnamespace
WHERE k.collencoding IN (-1, (SELECT encoding FROM pg_database WHERE datname = current_database()))
${ofExtensions("function", "pg_proc", "pro")}
${ofExtensions("operator", "pg_operator", "opr")}
${ofExtensions("operator class", "pg_opclass", "opc")}
ORDER BY 1, 2, 3`;

export interface UsableNameRow {
  readonly kind: "type" | "collation" | "function" | "operator" | "operator class";
  readonly schema: string;
  readonly name: string;
}
