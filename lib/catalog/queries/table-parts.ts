import { IN_USER_SCHEMA, USER_TABLES } from "./user-schemas";

/** Triggers (not those behind foreign keys), policies and extended statistics, each as one JSON document. */
export const TABLE_PARTS_SQL = `SELECT 'trigger' AS kind, t.tgrelid::text AS table_oid, t.oid::text AS oid, t.tgname AS name,
  jsonb_build_object('type', t.tgtype, 'function', quote_ident(fn.nspname) || '.' || quote_ident(f.proname),
    'enabled', t.tgenabled, 'definition', pg_get_triggerdef(t.oid), 'attributes', t.tgattr::int2[],
    'comment', obj_description(t.oid, 'pg_trigger')) AS part
FROM pg_trigger AS t
JOIN pg_proc AS f ON f.oid = t.tgfoid
JOIN pg_namespace AS fn ON fn.oid = f.pronamespace
WHERE NOT t.tgisinternal AND t.tgrelid IN ${USER_TABLES}
UNION ALL
SELECT 'policy', p.polrelid::text, p.oid::text, p.polname,
  jsonb_build_object('command', p.polcmd, 'using', pg_get_expr(p.polqual, p.polrelid),
    'check', pg_get_expr(p.polwithcheck, p.polrelid), 'permissive', p.polpermissive,
    'comment', obj_description(p.oid, 'pg_policy'),
    'roles', (SELECT jsonb_agg(CASE WHEN r = 0 THEN 'PUBLIC' ELSE pg_get_userbyid(r) END) FROM unnest(p.polroles) AS r))
FROM pg_policy AS p
WHERE p.polrelid IN ${USER_TABLES}
UNION ALL
SELECT 'statistics', s.stxrelid::text, s.oid::text, s.stxname,
  jsonb_build_object('schema', n.nspname, 'attributes', s.stxkeys::int2[], 'definition', pg_get_statisticsobjdef(s.oid),
    'comment', obj_description(s.oid, 'pg_statistic_ext'))
FROM pg_statistic_ext AS s
JOIN pg_namespace AS n ON n.oid = s.stxnamespace
WHERE s.stxrelid IN ${USER_TABLES} AND ${IN_USER_SCHEMA}
ORDER BY 1, 2, 4`;

interface PartRow<Kind, Part> {
  readonly kind: Kind;
  readonly table_oid: string;
  readonly oid: string;
  readonly name: string;
  readonly part: Part;
}
export type TriggerRow = PartRow<
  "trigger",
  {
    readonly type: number;
    readonly function: string;
    readonly enabled: "O" | "D" | "R" | "A";
    readonly definition: string;
    readonly attributes: number[];
    readonly comment: string | null;
  }
>;
export type PolicyRow = PartRow<
  "policy",
  {
    readonly command: "r" | "a" | "w" | "d" | "*";
    readonly using: string | null;
    readonly check: string | null;
    readonly permissive: boolean;
    readonly roles: string[] | null;
    readonly comment: string | null;
  }
>;
export type StatisticsRow = PartRow<
  "statistics",
  {
    readonly schema: string;
    readonly attributes: number[];
    readonly definition: string;
    readonly comment: string | null;
  }
>;
export type TablePartRow = TriggerRow | PolicyRow | StatisticsRow;
