import { IN_USER_SCHEMA } from "./user-schemas";

/**
 * Tables with their sizes in pages as the last VACUUM or ANALYZE left them: pg_table_size would stat every file.
 * Publications of a whole schema exist from 15 on.
 */
export function tablesSql(versionNumber: number): string {
  const bySchema =
    versionNumber >= 150000
      ? `UNION SELECT p.pubname FROM pg_publication_namespace AS pn
           JOIN pg_publication AS p ON p.oid = pn.pnpubid WHERE pn.pnnspid = c.relnamespace`
      : "";
  return `SELECT c.oid::text AS oid, n.nspname AS schema, c.relname AS name, c.relkind AS kind,
  c.relispartition AS is_partition, pg_get_userbyid(c.relowner)::text AS owner,
  obj_description(c.oid, 'pg_class') AS comment,
  c.reltuples::float8 AS reltuples, c.relpages, coalesce(t.relpages, 0) AS toast_pages,
  pg_stat_get_live_tuples(c.oid)::float8 AS live_tuples,
  (pg_stat_get_tuples_inserted(c.oid) + pg_stat_get_tuples_updated(c.oid)
   + pg_stat_get_tuples_deleted(c.oid))::float8 AS writes_total,
  c.relrowsecurity AS row_security, c.relforcerowsecurity AS row_security_forced, c.relreplident AS replica_identity,
  CASE WHEN c.relreplident = 'i' THEN (SELECT ic.relname FROM pg_index AS i JOIN pg_class AS ic ON ic.oid = i.indexrelid
    WHERE i.indrelid = c.oid AND i.indisreplident) END AS replica_identity_index,
  coalesce(c.reloptions, '{}') AS options,
  ARRAY(SELECT i.inhparent::text FROM pg_inherits AS i WHERE i.inhrelid = c.oid ORDER BY i.inhseqno) AS parents,
  (SELECT k.partattrs::int2[] FROM pg_partitioned_table AS k WHERE k.partrelid = c.oid) AS partition_attributes,
  CASE WHEN c.relkind = 'p' THEN pg_get_partkeydef(c.oid) END AS partition_key,
  CASE WHEN c.relispartition THEN pg_get_expr(c.relpartbound, c.oid) END AS partition_bound,
  ARRAY(SELECT p.pubname FROM pg_publication_rel AS pr JOIN pg_publication AS p ON p.oid = pr.prpubid
          WHERE pr.prrelid = c.oid
        UNION SELECT p.pubname FROM pg_publication AS p WHERE p.puballtables AND c.relpersistence = 'p' AND c.relkind <> 'f'
        ${bySchema} ORDER BY 1)::text[] AS publications,
  CASE WHEN c.relacl IS NOT NULL THEN (
    SELECT jsonb_agg(jsonb_build_object('grantee', CASE WHEN a.grantee = 0 THEN 'PUBLIC' ELSE pg_get_userbyid(a.grantee) END,
                                        'privilege', a.privilege_type, 'grantable', a.is_grantable))
    FROM aclexplode(c.relacl) AS a WHERE a.grantee <> c.relowner) END AS grants
FROM pg_class AS c
JOIN pg_namespace AS n ON n.oid = c.relnamespace
LEFT JOIN pg_class AS t ON t.oid = c.reltoastrelid
WHERE c.relkind IN ('r', 'p', 'f') AND ${IN_USER_SCHEMA}`;
}

export interface GrantRow {
  readonly grantee: string;
  readonly privilege: string;
  readonly grantable: boolean;
}

export interface TableRow {
  readonly oid: string;
  readonly schema: string;
  readonly name: string;
  readonly kind: "r" | "p" | "f";
  readonly is_partition: boolean;
  readonly owner: string;
  readonly comment: string | null;
  readonly reltuples: number;
  readonly relpages: number;
  readonly toast_pages: number;
  readonly live_tuples: number;
  readonly writes_total: number;
  readonly row_security: boolean;
  readonly row_security_forced: boolean;
  readonly replica_identity: "d" | "n" | "f" | "i";
  readonly replica_identity_index: string | null;
  readonly options: string[];
  readonly parents: string[];
  readonly partition_attributes: number[] | null;
  readonly partition_key: string | null;
  readonly partition_bound: string | null;
  readonly publications: string[];
  readonly grants: GrantRow[] | null;
}
