import type { GrantRow } from "./tables";
import { USER_TABLES } from "./user-schemas";

/** attcompression exists from 14 on. attstattarget is null for "default" from 17 on, -1 before. */
export function columnsSql(versionNumber: number): string {
  return `SELECT a.attrelid::text AS table_oid, a.attnum AS position, a.attname AS name,
  format_type(a.atttypid, a.atttypmod) AS type,
  CASE WHEN a.attcollation <> t.typcollation THEN (
    SELECT quote_ident(cn.nspname) || '.' || quote_ident(co.collname)
    FROM pg_collation AS co JOIN pg_namespace AS cn ON cn.oid = co.collnamespace WHERE co.oid = a.attcollation) END AS collation,
  a.attnotnull AS not_null, a.attidentity AS identity, a.attgenerated AS generated,
  CASE WHEN a.atthasdef THEN pg_get_expr(d.adbin, d.adrelid) END AS expression,
  CASE WHEN a.attstattarget >= 0 THEN a.attstattarget END AS statistics_target,
  CASE WHEN a.attstorage <> t.typstorage THEN a.attstorage END AS storage,
  ${versionNumber >= 140000 ? "nullif(a.attcompression, '')" : "NULL"} AS compression,
  m.description AS comment,
  CASE WHEN a.attacl IS NOT NULL THEN (
    SELECT jsonb_agg(jsonb_build_object('grantee', CASE WHEN x.grantee = 0 THEN 'PUBLIC' ELSE pg_get_userbyid(x.grantee) END,
                                        'privilege', x.privilege_type, 'grantable', x.is_grantable))
    FROM aclexplode(a.attacl) AS x) END AS grants
FROM pg_attribute AS a
JOIN pg_type AS t ON t.oid = a.atttypid
LEFT JOIN pg_attrdef AS d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
LEFT JOIN pg_description AS m ON m.classoid = 'pg_class'::regclass AND m.objoid = a.attrelid AND m.objsubid = a.attnum
WHERE a.attnum > 0 AND NOT a.attisdropped AND a.attrelid IN ${USER_TABLES}
ORDER BY a.attrelid, a.attnum`;
}

export interface ColumnRow {
  readonly table_oid: string;
  readonly position: number;
  readonly name: string;
  readonly type: string;
  readonly collation: string | null;
  readonly not_null: boolean;
  readonly identity: "" | "a" | "d";
  readonly generated: "" | "s" | "v";
  readonly expression: string | null;
  readonly statistics_target: number | null;
  readonly storage: "p" | "e" | "m" | "x" | null;
  readonly compression: "p" | "l" | null;
  readonly comment: string | null;
  readonly grants: GrantRow[] | null;
}
