import * as z from "zod";

/**
 * `meta/NNNN_snapshot.json` of Drizzle Kit, version 7: the schema in TypeScript as data, from which the next migration is
 * told. Read in the source of drizzle-kit 0.31.11; optional keys are left out, never null.
 */
export interface Snapshot {
  readonly version: "7";
  readonly dialect: "postgresql";
  id: string;
  prevId: string;
  tables: Record<string, Table>;
  enums: Record<string, Enum>;
  schemas: Record<string, string>;
  sequences: Record<string, Sequence>;
  views: Record<string, { name: string; schema: string }>;
  _meta: unknown;
}

export interface Table {
  name: string;
  /** Empty for `public`. */
  schema: string;
  columns: Record<string, Column>;
  indexes: Record<string, Index>;
  foreignKeys: Record<string, ForeignKey>;
  /** Of one column only where it was given a name: else it is the column's `primaryKey`. */
  compositePrimaryKeys: Record<string, { name: string; columns: string[] }>;
  uniqueConstraints: Record<string, { name: string; columns: string[]; nullsNotDistinct: boolean }>;
  policies: Record<string, Policy>;
  checkConstraints: Record<string, { name: string; value: string }>;
  isRLSEnabled: boolean;
}

export interface Column {
  name: string;
  type: string;
  /** Of an enum. */
  typeSchema?: string;
  primaryKey: boolean;
  notNull: boolean;
  /** SQL where it is a string. */
  default?: unknown;
  generated?: { type: "stored"; as: string };
  identity?: Sequence & { type: "always" | "byDefault" };
}

export interface Sequence {
  name: string;
  schema: string;
  increment: string;
  startWith: string;
  minValue: string;
  maxValue: string;
  cache: string;
  cycle: boolean;
}

export interface Index {
  name: string;
  columns: { expression: string; isExpression: boolean; asc: boolean; nulls?: string; opclass?: string }[];
  isUnique: boolean;
  where?: string;
  concurrently: boolean;
  method: string;
  with: Record<string, unknown>;
}

export interface ForeignKey {
  name: string;
  tableFrom: string;
  tableTo: string;
  /** Left out for `public`. */
  schemaTo?: string;
  columnsFrom: string[];
  columnsTo: string[];
  onDelete: string;
  onUpdate: string;
}

export interface Policy {
  name: string;
  as: string;
  for: string;
  to: string[];
  using?: string;
  withCheck?: string;
}

export interface Enum {
  name: string;
  schema: string;
  values: string[];
}

const entries = <S extends z.ZodRawShape>(more: S) =>
  z.record(z.string(), z.looseObject({ name: z.string(), ...more })).default({});
const names = z.array(z.string());

/** What has to be there for it to be extended; everything else is kept as it is. */
const Readable = z.looseObject({
  id: z.string(),
  version: z.literal("7"),
  dialect: z.literal("postgresql"),
  tables: z.record(
    z.string(),
    z.looseObject({
      name: z.string(),
      schema: z.string(),
      columns: entries({ type: z.string(), primaryKey: z.boolean(), notNull: z.boolean() }),
      indexes: entries({
        columns: z.array(z.looseObject({ expression: z.string(), isExpression: z.boolean() })),
        where: z.string().optional(),
      }),
      foreignKeys: entries({ tableTo: z.string(), columnsFrom: names, columnsTo: names }),
      compositePrimaryKeys: entries({ columns: names }),
      uniqueConstraints: entries({ columns: names }),
      policies: entries({ using: z.string().optional(), withCheck: z.string().optional() }),
      checkConstraints: entries({ value: z.string() }),
      isRLSEnabled: z.boolean().default(false),
    }),
  ),
  enums: entries({ schema: z.string(), values: names }),
  schemas: z.record(z.string(), z.string()).default({}),
  sequences: entries({}),
  views: entries({}),
});

/** Null where the text is no snapshot of this version. */
export function readSnapshot(text: string): Snapshot | null {
  try {
    return (Readable.safeParse(JSON.parse(text)).data as unknown as Snapshot | undefined) ?? null;
  } catch {
    return null;
  }
}

/** `public.t`, as tables, enums, sequences and views are keyed. */
export const keyOf = (schema: string | undefined, name: string): string => `${schema || "public"}.${name}`;
