/**
 * What depends on a column or a relation: indexes (expressions, predicates), views (through their rewrite rule, whose
 * owner is given as `owner_oid`), policies and sequences. A view that reads no column of a table depends on the table.
 * https://www.postgresql.org/docs/current/catalog-pg-depend.html
 */
export const DEPENDENCIES_SQL = `SELECT 'index' AS kind, d.objid::text AS oid, d.refobjid::text AS table_oid, d.refobjsubid AS attribute
FROM pg_depend AS d JOIN pg_class AS c ON c.oid = d.objid AND c.relkind IN ('i', 'I')
WHERE d.classid = 'pg_class'::regclass AND d.refclassid = 'pg_class'::regclass AND d.refobjsubid > 0 AND d.objid >= 16384
UNION ALL
SELECT 'sequence', d.objid::text, d.refobjid::text, d.refobjsubid
FROM pg_depend AS d JOIN pg_class AS c ON c.oid = d.objid AND c.relkind = 'S'
WHERE d.classid = 'pg_class'::regclass AND d.refclassid = 'pg_class'::regclass AND d.refobjsubid > 0
  AND d.deptype IN ('a', 'i')
UNION ALL
SELECT DISTINCT 'view', r.ev_class::text, d.refobjid::text, d.refobjsubid
FROM pg_depend AS d JOIN pg_rewrite AS r ON r.oid = d.objid
WHERE d.classid = 'pg_rewrite'::regclass AND d.refclassid = 'pg_class'::regclass AND d.refobjid <> r.ev_class
  AND r.oid >= 16384
UNION ALL
SELECT DISTINCT 'policy', d.objid::text, d.refobjid::text, d.refobjsubid
FROM pg_depend AS d
WHERE d.classid = 'pg_policy'::regclass AND d.refclassid = 'pg_class'::regclass AND d.refobjsubid > 0`;

export interface DependencyRow {
  readonly kind: "index" | "sequence" | "view" | "policy";
  readonly oid: string;
  readonly table_oid: string;
  /** 0 where the whole relation is meant. */
  readonly attribute: number;
}
