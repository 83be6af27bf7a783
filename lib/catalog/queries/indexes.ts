import { IN_USER_SCHEMA } from "./user-schemas";

/** Indexes of tables and materialized views. `indkey` holds key columns, then INCLUDE columns; 0 is an expression. */
export const INDEXES_SQL = `SELECT i.indexrelid::text AS oid, i.indrelid::text AS table_oid, ic.relname AS name,
  i.indkey::int2[] AS attributes, i.indnkeyatts AS key_count,
  i.indexprs IS NOT NULL AS has_expressions, pg_get_expr(i.indpred, i.indrelid) AS predicate,
  i.indisunique AS unique, i.indisprimary AS primary, i.indisvalid AS valid, i.indisready AS ready,
  i.indisreplident AS is_replica_identity,
  pg_get_indexdef(i.indexrelid) AS definition, ic.relpages, pg_stat_get_numscans(i.indexrelid)::float8 AS scans,
  m.description AS comment
FROM pg_index AS i
JOIN pg_class AS ic ON ic.oid = i.indexrelid
JOIN pg_class AS c ON c.oid = i.indrelid
JOIN pg_namespace AS n ON n.oid = c.relnamespace
LEFT JOIN pg_description AS m ON m.classoid = 'pg_class'::regclass AND m.objoid = i.indexrelid AND m.objsubid = 0
WHERE c.relkind IN ('r', 'p', 'm') AND ${IN_USER_SCHEMA}
ORDER BY i.indrelid, ic.relname`;

export interface IndexRow {
  readonly oid: string;
  readonly table_oid: string;
  readonly name: string;
  readonly attributes: number[];
  readonly key_count: number;
  readonly has_expressions: boolean;
  readonly predicate: string | null;
  readonly unique: boolean;
  readonly primary: boolean;
  readonly valid: boolean;
  readonly ready: boolean;
  readonly is_replica_identity: boolean;
  readonly definition: string;
  readonly relpages: number;
  readonly scans: number;
  readonly comment: string | null;
}
