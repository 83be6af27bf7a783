import type { RangeVar } from "libpg-query";
import type { Catalog, Constraint, Table } from "@/lib/catalog/model";
import { relationName } from "../identifiers";

/** What the readers may ask about the database that a statement will meet. */
export interface Lookup {
  readonly serverMajor: number;
  readonly catalog: Catalog | null;
  /** Whether the catalog lists everything there is; without one, or with what a file itself made, it does not. */
  readonly complete: boolean;
  /** Time zone of the session, where it is known: decides whether timestamp ↔ timestamptz rewrites. */
  readonly timeZone: string | null;
  /** `schema.name`; a bare name is looked for along the search path, else taken to be in `public`. */
  name(relation: RangeVar | undefined): string;
  table(relation: string): Table | null;
  /** Partitions and inheriting tables, at any depth, without the table itself. */
  descendants(relation: string): readonly string[];
  /** Foreign keys of other tables (and its own) that point at the table. */
  referencing(relation: string): readonly { readonly relation: string; readonly constraint: Constraint }[];
  /** Tables that a complete catalog does not have. */
  missing(relation: string): boolean;
  exists(relation: string): boolean;
  /** The table of an index, `schema.name` of both. */
  tableOfIndex(index: string): Table | null;
  /** Views (and views on views) that read the relation, or that column of it. */
  views(relation: string, column?: string): readonly string[];
  /** Sequences that a table's columns own; of one column where it is named. */
  sequences(relation: string, column?: string): readonly string[];
  /** The default partition of a partitioned table. */
  defaultPartition(relation: string): string | null;
  /** Tables with a column of that type or domain (or an array of it). */
  tablesUsing(type: readonly string[]): readonly string[];
}

export interface LookupOptions {
  readonly complete?: boolean;
  readonly timeZone?: string | null;
}

export function lookupIn(
  catalog: Catalog | null,
  serverMajor: number,
  { complete = true, timeZone = null }: LookupOptions = {},
): Lookup {
  const { tables, known, children, referencing } = catalog ? indexOf(catalog) : indexed([], [], []);
  const lookup: Lookup = {
    serverMajor,
    catalog,
    complete: catalog !== null && complete,
    timeZone,
    name(relation) {
      const name = relation?.relname ?? "";
      if (relation?.schemaname) return relationName({ schema: relation.schemaname, name });
      const path = catalog?.searchPath ?? [];
      const found = path.map((schema) => relationName({ schema, name })).find((full) => known.has(full));
      return found ?? relationName({ schema: "public", name });
    },
    table: (relation) => tables.get(relation) ?? null,
    descendants(relation) {
      return (children.get(relation) ?? []).flatMap((child) => [child, ...lookup.descendants(child)]);
    },
    referencing: (relation) => referencing.get(relation) ?? [],
    missing: (relation) => lookup.complete && !known.has(relation),
    exists: (relation) => known.has(relation),
    tableOfIndex: (index) =>
      (catalog?.tables ?? []).find((table) =>
        table.indexes.some((one) => relationName({ schema: table.schema, name: one.name }) === index),
      ) ?? null,
    views(relation, column) {
      const direct = (catalog?.views ?? [])
        .filter((view) =>
          view.reads.some(
            (read) => read.relation === relation && (column === undefined || read.column === column),
          ),
        )
        .map(relationName)
        .filter((view) => view !== relation);
      return [...new Set(direct.flatMap((view) => [view, ...lookup.views(view)]))];
    },
    sequences: (relation, column) =>
      (catalog?.sequences ?? [])
        .filter(
          ({ ownedBy }) =>
            ownedBy?.relation === relation && (column === undefined || ownedBy.column === column),
        )
        .map(relationName),
    defaultPartition: (relation) =>
      [...tables].find(
        ([, table]) => table.inheritsFrom.includes(relation) && table.partitioning?.bound === "DEFAULT",
      )?.[0] ?? null,
    tablesUsing(type) {
      const name = type.at(-1) ?? "";
      const schema = type.length > 1 ? type.at(-2) : undefined;
      const wanted = (schema ? [schema] : (catalog?.searchPath ?? ["public"])).map((one) =>
        relationName({ schema: one, name }),
      );
      return [...tables]
        .filter(([, table]) =>
          table.columns.some((column) => wanted.includes(column.type.replace(/\[\]$/, ""))),
        )
        .map(([table]) => table);
    },
  };
  return lookup;
}

type Pointing = { readonly relation: string; readonly constraint: Constraint };

/** A catalog by names, so that no question walks all of it. */
interface CatalogIndex {
  readonly tables: ReadonlyMap<string, Table>;
  readonly known: ReadonlySet<string>;
  readonly children: ReadonlyMap<string, readonly string[]>;
  readonly referencing: ReadonlyMap<string, readonly Pointing[]>;
}

const indexes = new WeakMap<Catalog, CatalogIndex>();

/** Made once for each catalog: a script of a thousand statements asks about the same one. */
function indexOf(catalog: Catalog): CatalogIndex {
  const made = indexes.get(catalog);
  if (made) return made;
  const index = indexed(catalog.tables, catalog.views, catalog.sequences);
  indexes.set(catalog, index);
  return index;
}

function indexed(
  all: readonly Table[],
  views: Catalog["views"],
  sequences: Catalog["sequences"],
): CatalogIndex {
  const tables = new Map<string, Table>();
  const known = new Set([...views, ...sequences].map(relationName));
  const children = new Map<string, string[]>();
  const referencing = new Map<string, Pointing[]>();
  for (const table of all) {
    const { name, indexNames, pointing } = namesOf(table);
    tables.set(name, table);
    known.add(name);
    for (const index of indexNames) known.add(index);
    for (const parent of table.inheritsFrom) add(children, parent, name);
    for (const { target, constraint } of pointing) add(referencing, target, { relation: name, constraint });
  }
  return { tables, known, children, referencing };
}

function add<T>(map: Map<string, T[]>, key: string, value: T): void {
  const there = map.get(key);
  if (there) there.push(value);
  else map.set(key, [value]);
}

interface TableNames {
  readonly name: string;
  readonly indexNames: readonly string[];
  readonly pointing: readonly { readonly target: string; readonly constraint: Constraint }[];
}

const names = new WeakMap<Table, TableNames>();

/** The catalog after a step shares all its tables but one with the catalog before. */
function namesOf(table: Table): TableNames {
  const made = names.get(table);
  if (made) return made;
  const told: TableNames = {
    name: tableName(table),
    indexNames: table.indexes.map((index) => relationName({ schema: table.schema, name: index.name })),
    pointing: table.constraints.flatMap((constraint) => {
      const target = referenced(constraint);
      return target === null ? [] : [{ target, constraint }];
    }),
  };
  names.set(table, told);
  return told;
}

export function tableName(table: Table): string {
  return relationName({ schema: table.schema, name: table.name });
}

/** The table a foreign key points at, `schema.name`; null for other constraints. */
export function referenced(constraint: Constraint): string | null {
  const target = constraint.references;
  return target ? relationName({ schema: target.schema, name: target.table }) : null;
}
