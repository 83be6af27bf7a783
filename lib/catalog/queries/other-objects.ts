import type { DefaultRights } from "../model";
import { commentSql, rightsSql } from "./belongings";
import type { GrantRow } from "./tables";
import { IN_USER_SCHEMA, notFromExtension } from "./user-schemas";

const QUALIFIED_CLASS = "format('%I.%I', n.nspname, c.relname)";
const VIEW_WORDS = "CASE WHEN c.relkind = 'm' THEN 'MATERIALIZED VIEW' ELSE 'VIEW' END";
const QUALIFIED_TYPE = "format('%I.%I', n.nspname, t.typname)";
const TYPE_RIGHTS = rightsSql({
  alter: "'TYPE'",
  grant: "'TYPE'",
  name: QUALIFIED_TYPE,
  owner: "t.typowner",
  acl: "t.typacl",
});

/** What DROP takes along with a view and CREATE does not bring back; the comment on the view itself is read apart. */
const ON_VIEW = `(SELECT coalesce(jsonb_agg(b.statement ORDER BY b.statement), '[]') FROM (
    SELECT format('COMMENT ON COLUMN %s.%I IS %L', ${QUALIFIED_CLASS}, a.attname, m.description) AS statement
    FROM pg_description AS m JOIN pg_attribute AS a ON a.attrelid = m.objoid AND a.attnum = m.objsubid
    WHERE m.classoid = 'pg_class'::regclass AND m.objoid = c.oid AND m.objsubid > 0
    UNION ALL
    SELECT format('ALTER VIEW %s ALTER COLUMN %I SET DEFAULT %s', ${QUALIFIED_CLASS}, a.attname, pg_get_expr(d.adbin, d.adrelid))
    FROM pg_attrdef AS d JOIN pg_attribute AS a ON a.attrelid = d.adrelid AND a.attnum = d.adnum WHERE d.adrelid = c.oid
    UNION ALL
    SELECT pg_get_triggerdef(t.oid) FROM pg_trigger AS t WHERE t.tgrelid = c.oid AND NOT t.tgisinternal
    UNION ALL
    SELECT rtrim(pg_get_ruledef(r.oid), ';') FROM pg_rewrite AS r WHERE r.ev_class = c.oid AND r.rulename <> '_RETURN'
    UNION ALL
    SELECT pg_get_indexdef(i.indexrelid) FROM pg_index AS i WHERE i.indrelid = c.oid) AS b)`;
const COLUMN_RIGHTS = `(SELECT coalesce(jsonb_agg(b.statement ORDER BY b.statement), '[]') FROM (
    SELECT format('GRANT %s (%I) ON TABLE %s TO %s%s', x.privilege_type, a.attname, ${QUALIFIED_CLASS},
      CASE WHEN x.grantee = 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(x.grantee)) END,
      CASE WHEN x.is_grantable THEN ' WITH GRANT OPTION' ELSE '' END) AS statement
    FROM pg_attribute AS a CROSS JOIN aclexplode(a.attacl) AS x
    WHERE a.attrelid = c.oid AND a.attacl IS NOT NULL) AS b)`;

/**
 * What a publication `p` lists, and its options, as SQL expressions. Row filters, column lists and whole schemas are
 * published from 15 on, generated columns from 18 on.
 */
export const publicationParts = (serverMajor: number) => {
  const later = serverMajor >= 15;
  const columns = later
    ? "coalesce((SELECT ' (' || string_agg(quote_ident(a.attname), ', ' ORDER BY a.attnum) || ')' FROM pg_attribute AS a WHERE a.attrelid = pr.prrelid AND a.attnum = ANY (pr.prattrs)), '')"
    : "''";
  const filter = later ? "coalesce(' WHERE (' || pg_get_expr(pr.prqual, pr.prrelid) || ')', '')" : "''";
  const schemas = later
    ? `UNION ALL SELECT format('TABLES IN SCHEMA %I', s.nspname) FROM pg_publication_namespace AS pn
      JOIN pg_namespace AS s ON s.oid = pn.pnnspid WHERE pn.pnpubid = p.oid`
    : "";
  const generated =
    serverMajor >= 18
      ? " || ', publish_generated_columns = ' || CASE p.pubgencols WHEN 's' THEN 'stored' ELSE 'none' END"
      : "";
  return {
    objects: `(SELECT coalesce(jsonb_agg(b.part ORDER BY b.part), '[]') FROM (
      SELECT format('TABLE %s%I.%I%s%s', CASE WHEN EXISTS (SELECT FROM pg_inherits AS h WHERE h.inhparent = c.oid) AND c.relkind = 'r'
        THEN 'ONLY ' ELSE '' END, n.nspname, c.relname, ${columns}, ${filter}) AS part
      FROM pg_publication_rel AS pr JOIN pg_class AS c ON c.oid = pr.prrelid JOIN pg_namespace AS n ON n.oid = c.relnamespace
      WHERE pr.prpubid = p.oid ${schemas}) AS b)`,
    options: `(format('publish = %L, publish_via_partition_root = %s', concat_ws(', ', CASE WHEN p.pubinsert THEN 'insert' END,
      CASE WHEN p.pubupdate THEN 'update' END, CASE WHEN p.pubdelete THEN 'delete' END, CASE WHEN p.pubtruncate THEN 'truncate' END),
      p.pubviaroot::text)${generated})`,
  };
};

const publicationSql = (versionNumber: number) => {
  const { objects, options } = publicationParts(Math.floor(versionNumber / 10000));
  const rights = rightsSql({
    alter: "'PUBLICATION'",
    grant: "''",
    name: "quote_ident(p.pubname)",
    owner: "p.pubowner",
    acl: null,
  });
  return `SELECT 'publication', p.oid::text, '', p.pubname,
  jsonb_build_object('allTables', p.puballtables, 'objects', ${objects}, 'options', ${options},
    'attached', ${commentSql("'PUBLICATION'", "quote_ident(p.pubname)", "obj_description(p.oid, 'pg_publication')")}, 'rights', ${rights})
FROM pg_publication AS p`;
};

const DEFAULT_RIGHTS_SQL = `SELECT 'default rights', d.oid::text, coalesce(n.nspname, ''), pg_get_userbyid(d.defaclrole),
  jsonb_build_object('schema', n.nspname, 'on', CASE d.defaclobjtype WHEN 'r' THEN 'tables' WHEN 'S' THEN 'sequences'
      WHEN 'f' THEN 'functions' WHEN 'T' THEN 'types' WHEN 'n' THEN 'schemas' ELSE 'large objects' END,
    'grants', (SELECT coalesce(jsonb_agg(jsonb_build_object('grantee', CASE WHEN a.grantee = 0 THEN 'PUBLIC' ELSE pg_get_userbyid(a.grantee) END,
                                                            'privilege', a.privilege_type, 'grantable', a.is_grantable)), '[]')
      FROM aclexplode(d.defaclacl) AS a))
FROM pg_default_acl AS d LEFT JOIN pg_namespace AS n ON n.oid = d.defaclnamespace
WHERE n.oid IS NULL OR (${IN_USER_SCHEMA})`;

/** Views, sequences, types, schemas, extensions, publications and default rights, each as one JSON document. */
export const otherObjectsSql = (
  versionNumber: number,
) => `SELECT 'view' AS kind, c.oid::text AS oid, n.nspname AS schema, c.relname AS name,
  jsonb_build_object('materialized', c.relkind = 'm', 'definition', pg_get_viewdef(c.oid),
    'options', to_jsonb(coalesce(c.reloptions, '{}')), 'comment', obj_description(c.oid, 'pg_class'),
    'populated', c.relispopulated, 'columns', (SELECT coalesce(jsonb_agg(a.attname ORDER BY a.attnum), '[]')
      FROM pg_attribute AS a WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped),
    'columnTypes', (SELECT coalesce(jsonb_agg(format_type(a.atttypid, a.atttypmod) ORDER BY a.attnum), '[]')
      FROM pg_attribute AS a WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped),
    'attached', ${ON_VIEW}, 'rights', ${rightsSql({ alter: VIEW_WORDS, grant: "'TABLE'", name: QUALIFIED_CLASS, owner: "c.relowner", acl: "c.relacl" })}
      || ${COLUMN_RIGHTS}) AS object
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
  jsonb_build_object('values', (SELECT jsonb_agg(e.enumlabel ORDER BY e.enumsortorder) FROM pg_enum AS e WHERE e.enumtypid = t.oid),
    'attached', ${commentSql("'TYPE'", QUALIFIED_TYPE, "obj_description(t.oid, 'pg_type')")}, 'rights', ${TYPE_RIGHTS})
FROM pg_type AS t
JOIN pg_namespace AS n ON n.oid = t.typnamespace
WHERE t.typtype = 'e' AND ${IN_USER_SCHEMA} AND ${notFromExtension("pg_type", "t.oid")}
UNION ALL
SELECT 'domain', t.oid::text, n.nspname, t.typname,
  jsonb_build_object('base', format_type(t.typbasetype, t.typtypmod), 'notNull', t.typnotnull, 'default', t.typdefault,
    'collation', CASE WHEN t.typcollation <> bt.typcollation THEN (
      SELECT format('%I.%I', cn.nspname, co.collname) FROM pg_collation AS co
      JOIN pg_namespace AS cn ON cn.oid = co.collnamespace WHERE co.oid = t.typcollation) END,
    'checks', coalesce((SELECT jsonb_agg(format('CONSTRAINT %I %s', k.conname, pg_get_constraintdef(k.oid)) ORDER BY k.conname)
                        FROM pg_constraint AS k WHERE k.contypid = t.oid AND k.contype = 'c'), '[]'),
    'attached', ${commentSql("'DOMAIN'", QUALIFIED_TYPE, "obj_description(t.oid, 'pg_type')")}, 'rights', ${TYPE_RIGHTS})
FROM pg_type AS t
JOIN pg_namespace AS n ON n.oid = t.typnamespace
JOIN pg_type AS bt ON bt.oid = t.typbasetype
WHERE t.typtype = 'd' AND ${IN_USER_SCHEMA} AND ${notFromExtension("pg_type", "t.oid")}
UNION ALL
SELECT 'schema', n.oid::text, n.nspname, n.nspname,
  jsonb_build_object('attached', ${commentSql("'SCHEMA'", "quote_ident(n.nspname)", "obj_description(n.oid, 'pg_namespace')")},
    'rights', ${rightsSql({ alter: "'SCHEMA'", grant: "'SCHEMA'", name: "quote_ident(n.nspname)", owner: "n.nspowner", acl: "n.nspacl" })})
FROM pg_namespace AS n
WHERE ${IN_USER_SCHEMA} AND ${notFromExtension("pg_namespace", "n.oid")}
UNION ALL
SELECT 'extension', e.oid::text, n.nspname, e.extname, jsonb_build_object('version', e.extversion)
FROM pg_extension AS e JOIN pg_namespace AS n ON n.oid = e.extnamespace
UNION ALL
${publicationSql(versionNumber)}
UNION ALL
${DEFAULT_RIGHTS_SQL}`;

interface BelongingsRow {
  readonly attached: string[];
  readonly rights: string[];
}

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
    readonly populated: boolean;
    readonly columns: string[];
    readonly columnTypes: string[];
  } & BelongingsRow
>;
export type SequenceRow = ObjectRow<
  "sequence",
  { readonly definition: string; readonly grants: GrantRow[] | null }
>;
export type EnumRow = ObjectRow<"enum", { readonly values: string[] | null } & BelongingsRow>;
export type DomainRow = ObjectRow<
  "domain",
  {
    readonly base: string;
    readonly notNull: boolean;
    readonly default: string | null;
    readonly collation: string | null;
    readonly checks: string[];
  } & BelongingsRow
>;
type SchemaRow = ObjectRow<"schema", BelongingsRow>;
type ExtensionRow = ObjectRow<"extension", { readonly version: string }>;
type PublicationRow = ObjectRow<
  "publication",
  { readonly allTables: boolean; readonly objects: string[]; readonly options: string } & BelongingsRow
>;
type DefaultRightsRow = ObjectRow<"default rights", Omit<DefaultRights, "role">>;
export type OtherObjectRow =
  | ViewRow
  | SequenceRow
  | EnumRow
  | DomainRow
  | SchemaRow
  | ExtensionRow
  | PublicationRow
  | DefaultRightsRow;
