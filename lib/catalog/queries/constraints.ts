import { USER_TABLES } from "./user-schemas";

/**
 * Constraints of tables. Not-null constraints have rows of their own from 18 on. A foreign key to a partitioned table
 * has an internal copy per partition on the same referencing table: left out.
 */
export const CONSTRAINTS_SQL = `SELECT k.conrelid::text AS table_oid, k.conname AS name, k.contype AS type,
  coalesce(k.conkey, '{}')::int2[] AS attributes, pg_get_constraintdef(k.oid) AS definition,
  k.convalidated AS validated, k.condeferrable AS deferrable, k.condeferred AS initially_deferred,
  CASE WHEN k.contype = 'f' THEN k.confrelid::text END AS references_oid,
  coalesce(k.confkey, '{}')::int2[] AS references_attributes,
  CASE WHEN k.contype IN ('p', 'u', 'x') THEN k.conindid::text END AS index_oid,
  obj_description(k.oid, 'pg_constraint') AS comment
FROM pg_constraint AS k
LEFT JOIN pg_constraint AS parent ON parent.oid = k.conparentid
WHERE k.contype IN ('p', 'u', 'c', 'f', 'x', 'n') AND k.conrelid IN ${USER_TABLES}
  AND parent.conrelid IS DISTINCT FROM k.conrelid
ORDER BY k.conrelid, k.conname`;

export interface ConstraintRow {
  readonly table_oid: string;
  readonly name: string;
  readonly type: "p" | "u" | "c" | "f" | "x" | "n";
  readonly attributes: number[];
  readonly definition: string;
  readonly validated: boolean;
  readonly deferrable: boolean;
  readonly initially_deferred: boolean;
  readonly references_oid: string | null;
  readonly references_attributes: number[];
  readonly index_oid: string | null;
  readonly comment: string | null;
}
