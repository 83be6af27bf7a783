import type { GrantRow } from "./tables";
import { IN_USER_SCHEMA, notFromExtension } from "./user-schemas";

/** Views, sequences, enums and domains, each as one JSON document. */
export const OTHER_OBJECTS_SQL = `SELECT 'view' AS kind, c.oid::text AS oid, n.nspname AS schema, c.relname AS name,
  jsonb_build_object('materialized', c.relkind = 'm', 'definition', pg_get_viewdef(c.oid),
    'options', to_jsonb(coalesce(c.reloptions, '{}')), 'comment', obj_description(c.oid, 'pg_class')) AS object
FROM pg_class AS c
JOIN pg_namespace AS n ON n.oid = c.relnamespace
WHERE c.relkind IN ('v', 'm') AND ${IN_USER_SCHEMA} AND ${notFromExtension("pg_class", "c.oid")}
UNION ALL
SELECT 'sequence', c.oid::text, n.nspname, c.relname,
  jsonb_build_object('definition', format('%s start %s increment %s minimum %s maximum %s cache %s%s',
    format_type(s.seqtypid, NULL), s.seqstart, s.seqincrement, s.seqmin, s.seqmax, s.seqcache,
    CASE WHEN s.seqcycle THEN ' cycle' ELSE '' END),
    'grants', CASE WHEN c.relacl IS NOT NULL THEN (
      SELECT jsonb_agg(jsonb_build_object('grantee', CASE WHEN a.grantee = 0 THEN 'PUBLIC' ELSE pg_get_userbyid(a.grantee) END,
                                          'privilege', a.privilege_type, 'grantable', a.is_grantable))
      FROM aclexplode(c.relacl) AS a WHERE a.grantee <> c.relowner) END)
FROM pg_class AS c
JOIN pg_namespace AS n ON n.oid = c.relnamespace
JOIN pg_sequence AS s ON s.seqrelid = c.oid
WHERE ${IN_USER_SCHEMA} AND ${notFromExtension("pg_class", "c.oid")}
UNION ALL
SELECT 'enum', t.oid::text, n.nspname, t.typname,
  jsonb_build_object('values', (SELECT jsonb_agg(e.enumlabel ORDER BY e.enumsortorder) FROM pg_enum AS e WHERE e.enumtypid = t.oid))
FROM pg_type AS t
JOIN pg_namespace AS n ON n.oid = t.typnamespace
WHERE t.typtype = 'e' AND ${IN_USER_SCHEMA} AND ${notFromExtension("pg_type", "t.oid")}
UNION ALL
SELECT 'domain', t.oid::text, n.nspname, t.typname,
  jsonb_build_object('base', format_type(t.typbasetype, t.typtypmod), 'notNull', t.typnotnull, 'default', t.typdefault,
    'checks', coalesce((SELECT jsonb_agg(pg_get_constraintdef(k.oid) ORDER BY k.conname)
                        FROM pg_constraint AS k WHERE k.contypid = t.oid AND k.contype = 'c'), '[]'))
FROM pg_type AS t
JOIN pg_namespace AS n ON n.oid = t.typnamespace
WHERE t.typtype = 'd' AND ${IN_USER_SCHEMA} AND ${notFromExtension("pg_type", "t.oid")}`;

interface ObjectRow<Kind, Details> {
  readonly kind: Kind;
  readonly oid: string;
  readonly schema: string;
  readonly name: string;
  readonly object: Details;
}
export type ViewRow = ObjectRow<
  "view",
  {
    readonly materialized: boolean;
    readonly definition: string;
    readonly options: string[];
    readonly comment: string | null;
  }
>;
export type SequenceRow = ObjectRow<
  "sequence",
  { readonly definition: string; readonly grants: GrantRow[] | null }
>;
export type EnumRow = ObjectRow<"enum", { readonly values: string[] | null }>;
export type DomainRow = ObjectRow<
  "domain",
  {
    readonly base: string;
    readonly notNull: boolean;
    readonly default: string | null;
    readonly checks: string[];
  }
>;
export type OtherObjectRow = ViewRow | SequenceRow | EnumRow | DomainRow;
