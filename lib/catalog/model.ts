/**
 * A plain picture of one database's schema, as read by `read.ts`. Pure data: it can be stored, hashed and diffed.
 * Names are bare (as the catalog stores them); `relationName()` in `lib/sql` makes `schema.name` of them.
 */
export interface Catalog {
  /** e.g. "15.18" */
  readonly serverVersion: string;
  readonly serverMajor: number;
  readonly database: string;
  readonly readAt: string;
  readonly searchPath: readonly string[];
  readonly tables: readonly Table[];
  readonly views: readonly View[];
  readonly enums: readonly EnumType[];
  /** Absent where the reader did not look: then nothing is known about types that are neither built in nor enums. */
  readonly domains?: readonly DomainType[];
  /**
   * Types that a column can have and collations, the server's own included, by schema; absent or null where nobody knows.
   */
  readonly usable?: {
    readonly types: Readonly<Record<string, readonly string[]>>;
    readonly collations: Readonly<Record<string, readonly string[]>>;
    /** Of extensions, as are the next two; absent where not looked at. */
    readonly functions?: Readonly<Record<string, readonly string[]>>;
    readonly operators?: Readonly<Record<string, readonly string[]>>;
    readonly operatorClasses?: Readonly<Record<string, readonly string[]>>;
  } | null;
  readonly sequences: readonly Sequence[];
  readonly functions: readonly CatalogFunction[];
  /** Absent where the reader did not look, as are the next three. */
  readonly schemas?: readonly SchemaObject[];
  readonly extensions?: readonly Extension[];
  readonly publications?: readonly Publication[];
  readonly defaultRights?: readonly DefaultRights[];
}

/** What the definition of an object does not bring back, as statements; absent where not looked at. */
interface Belongings {
  /** Comments, and of a view its indexes, triggers, rules and defaults. */
  readonly attached?: readonly string[];
  /** Owner and grants: they name roles, so no fingerprint holds them. */
  readonly rights?: readonly string[];
}

export interface SchemaObject extends Belongings {
  readonly name: string;
}

export interface Extension {
  readonly name: string;
  readonly schema: string;
  readonly version: string;
}

export interface Publication extends Belongings {
  readonly name: string;
  readonly allTables: boolean;
  /** As `FOR` lists them: `TABLE public.t (id) WHERE ((id > 0))`, `TABLES IN SCHEMA shop`. */
  readonly objects: readonly string[];
  /** `publish = 'insert, update', publish_via_partition_root = false` */
  readonly options: string;
}

/** Who may do what with objects that a role makes from now on (pg_default_acl). They name roles, so no fingerprint holds them. */
export interface DefaultRights {
  readonly role: string;
  /** Bare. Null for every schema: then they stand in place of what Postgres gives of itself, the role's own included. */
  readonly schema: string | null;
  readonly on: "tables" | "sequences" | "functions" | "types" | "schemas" | "large objects";
  readonly grants: readonly Grant[];
}

export interface Table {
  readonly schema: string;
  readonly name: string;
  readonly kind: "table" | "partitioned" | "partition" | "foreign";
  readonly owner: string;
  readonly comment: string | null;
  /**
   * pg_class.reltuples, or the statistics' count of live rows where that is higher; null where never analysed.
   * Of a partitioned table the sum over its partitions, null where one of them is null.
   */
  readonly rowEstimate: number | null;
  /** Heap, TOAST and indexes, from relpages × block size: no file is touched. Partitioned: the partitions' sum. */
  readonly totalBytes: number;
  readonly heapBytes: number;
  /** Inserts + updates + deletes since statistics were reset, from pg_stat_user_tables. */
  readonly writesTotal: number;
  /** Seconds since the statistics were reset; null where unknown. */
  readonly statsAgeSeconds: number | null;
  readonly rowSecurity: boolean;
  /** Also for the owner; absent where not looked at. */
  readonly rowSecurityForced?: boolean;
  readonly inheritsFrom: readonly string[];
  readonly partitionKeyColumns: readonly string[];
  readonly replicaIdentity: "default" | "nothing" | "full" | "index";
  /** The index of `replicaIdentity: "index"`, bare. */
  readonly replicaIdentityIndex?: string | null;
  readonly columns: readonly Column[];
  readonly constraints: readonly Constraint[];
  readonly indexes: readonly Index[];
  readonly triggers: readonly Trigger[];
  readonly policies: readonly Policy[];
  readonly statistics: readonly ExtendedStatistics[];
  /** Names of publications that list this table. */
  readonly publications: readonly string[];
  /** `FOR VALUES …` of a partition, `LIST (region)` of a partitioned table; absent where not looked at. */
  readonly partitioning?: { readonly key: string | null; readonly bound: string | null };
  /** Storage parameters, e.g. "fillfactor=70". */
  readonly options?: readonly string[];
  /** Table-level grants, the owner's own left out. */
  readonly grants?: readonly Grant[];
}

export interface Grant {
  readonly grantee: string;
  readonly privilege: string;
  readonly grantable: boolean;
}

export interface Column {
  readonly name: string;
  /** 1-based attnum: an ordering hint, no part of the fingerprint. */
  readonly position: number;
  /** format_type() with modifiers, e.g. "character varying(40)". */
  readonly type: string;
  readonly collation: string | null;
  readonly notNull: boolean;
  /** pg_get_expr of the default; null for none and for generated columns. */
  readonly default: string | null;
  readonly identity: "always" | "by default" | null;
  readonly generated: { readonly kind: "stored" | "virtual"; readonly expression: string } | null;
  readonly comment: string | null;
  readonly statisticsTarget: number | null;
  /** attstorage where it differs from the type's own, else null. */
  readonly storage: string | null;
  readonly compression: string | null;
  /** Column-level grants (attacl) as GRANT statements would say them. */
  readonly grants: readonly Grant[];
}

export interface Constraint {
  readonly name: string;
  readonly type: "primary key" | "unique" | "check" | "foreign key" | "exclusion" | "not null";
  readonly columns: readonly string[];
  /** pg_get_constraintdef. */
  readonly definition: string;
  readonly validated: boolean;
  readonly deferrable: boolean;
  readonly initiallyDeferred: boolean;
  /** Foreign keys only. */
  readonly references: {
    readonly schema: string;
    readonly table: string;
    readonly columns: readonly string[];
  } | null;
  readonly indexName: string | null;
  readonly comment: string | null;
}

export interface Index {
  readonly name: string;
  readonly columns: readonly string[];
  /** True where a key is an expression or the index is partial: columns alone do not describe it. */
  readonly hasExpressions: boolean;
  readonly predicate: string | null;
  readonly unique: boolean;
  readonly primary: boolean;
  readonly valid: boolean;
  readonly ready: boolean;
  /** pg_get_indexdef. */
  readonly definition: string;
  /** Columns the index mentions anywhere: keys, expressions, INCLUDE, predicate. */
  readonly mentions: readonly string[];
  readonly constraintName: string | null;
  readonly bytes: number;
  readonly scans: number;
  readonly comment: string | null;
}

export interface Trigger {
  readonly name: string;
  readonly timing: "before" | "after" | "instead of";
  readonly events: readonly ("insert" | "update" | "delete" | "truncate")[];
  readonly forEachRow: boolean;
  readonly function: string;
  readonly enabled: "origin" | "disabled" | "replica" | "always";
  readonly definition: string;
  /** Columns of `UPDATE OF`. */
  readonly updateOf: readonly string[];
  readonly comment?: string | null;
}

export interface Policy {
  readonly name: string;
  readonly command: string;
  readonly using: string | null;
  readonly check: string | null;
  readonly mentions: readonly string[];
  /** False for a restrictive policy; absent where not looked at. */
  readonly permissive?: boolean;
  readonly roles?: readonly string[];
  readonly comment?: string | null;
}

export interface ExtendedStatistics {
  readonly schema: string;
  readonly name: string;
  readonly columns: readonly string[];
  readonly definition: string;
  readonly comment?: string | null;
}

export interface View extends Belongings {
  readonly schema: string;
  readonly name: string;
  readonly materialized: boolean;
  readonly definition: string;
  /** `schema.table` + column of everything it reads (pg_depend). */
  readonly reads: readonly { readonly relation: string; readonly column: string | null }[];
  /** e.g. "security_invoker=true" */
  readonly options?: readonly string[];
  readonly comment?: string | null;
  /** In their order; absent where not looked at. */
  readonly columns?: readonly string[];
  /** Of each column, as format_type() has it; absent where not looked at. */
  readonly columnTypes?: readonly string[];
  /** False for a materialized view that was never filled. */
  readonly populated?: boolean;
}

export interface EnumType extends Belongings {
  readonly schema: string;
  readonly name: string;
  readonly values: readonly string[];
}

export interface DomainType extends Belongings {
  readonly schema: string;
  readonly name: string;
  /** Has a CHECK or NOT NULL: adding a column of it rewrites the table (observed on 12 to 18). */
  readonly constrained: boolean;
  /** Base type, default and constraints, as CREATE DOMAIN would say them; absent where not looked at. */
  readonly definition?: string;
}

export interface Sequence {
  readonly schema: string;
  readonly name: string;
  readonly ownedBy: { readonly relation: string; readonly column: string } | null;
  /** Type, start, increment, bounds, cycle; never the position. Absent where not looked at. */
  readonly definition?: string;
  /** The owner's own left out; absent where not looked at. */
  readonly grants?: readonly Grant[];
}

export interface CatalogFunction extends Belongings {
  readonly schema: string;
  readonly name: string;
  readonly identity: string;
  readonly language: string;
  readonly volatility: "immutable" | "stable" | "volatile";
  readonly body: string;
  /** Result type, and settings such as SECURITY DEFINER, as text; absent where not looked at. */
  readonly signature?: string;
  /** Absent where not looked at, as are the next two. */
  readonly kind?: "function" | "procedure" | "aggregate" | "window";
  /** `typname` of each input argument: tells overloads apart whatever the search path, e.g. "int4", "_text". */
  readonly argumentTypes?: readonly string[];
  /** pg_get_functiondef; null for an aggregate. */
  readonly definition?: string | null;
}
