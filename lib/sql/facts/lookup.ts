import type { RangeVar } from "libpg-query";
import type {
  Catalog,
  CatalogFunction,
  DomainType,
  EnumType,
  Sequence,
  Table,
  View,
} from "@/lib/catalog/model";
import { relationName } from "../identifiers";
import { Known, type Pointing } from "./known";

/** What the readers may ask about the database that a statement will meet. */
export interface Lookup {
  readonly serverMajor: number;
  /** Whether everything there is is known; without a catalog, or with what a file itself made, it is not. */
  readonly complete: boolean;
  /** Time zone of the session, where it is known: decides whether timestamp ↔ timestamptz rewrites. */
  readonly timeZone: string | null;
  /** `schema.name`; a bare name is looked for along the search path, else taken to be in `public`. */
  name(relation: RangeVar | undefined): string;
  table(relation: string): Table | null;
  /** All tables: a walk that takes as long as they are many. */
  tables(): Iterable<Table>;
  /** Partitions and inheriting tables, at any depth, without the table itself. */
  descendants(relation: string): readonly string[];
  /** Foreign keys of other tables (and its own) that point at the table. */
  referencing(relation: string): readonly Pointing[];
  /** Tables that a complete catalog does not have. */
  missing(relation: string): boolean;
  exists(relation: string): boolean;
  /** The table of an index, `schema.name` of both. */
  tableOfIndex(index: string): Table | null;
  readonly allViews: readonly View[];
  view(relation: string): View | null;
  /** Views (and views on views) that read the relation, or that column of it. */
  views(relation: string, column?: string): readonly string[];
  readonly allSequences: readonly Sequence[];
  /** Sequences that a table's columns own; of one column where it is named. */
  sequences(relation: string, column?: string): readonly string[];
  /** The default partition of a partitioned table. */
  defaultPartition(relation: string): string | null;
  /** Tables with a column of that type or domain (or an array of it). */
  tablesUsing(type: readonly string[]): readonly string[];
  functionsNamed(name: string): readonly CatalogFunction[];
  enumsNamed(name: string): readonly EnumType[];
  /** Domains of a name; null where nobody looked for domains. */
  domainsNamed(name: string): readonly DomainType[] | null;
}

/** By a list that a catalog shares with the one it was made from: what is known of the one asked about last. */
const lineages = new WeakMap<readonly CatalogFunction[], { catalog: Catalog; readonly known: Known }>();
const LISTS = ["functions", "views", "enums", "domains", "sequences", "searchPath"] as const;

/**
 * What is known of a catalog, until another of its lineage is asked about: a plan asks after each of its steps about one
 * that differs from the last in a table, and then only that table is read again.
 */
export function knownFrom(catalog: Catalog | null): Known {
  if (catalog === null) return new Known(null);
  const last = lineages.get(catalog.functions);
  if (last && LISTS.every((list) => last.catalog[list] === catalog[list])) {
    last.known.follow(last.catalog.tables, catalog.tables);
    last.catalog = catalog;
    return last.known;
  }
  const known = new Known(catalog);
  lineages.set(catalog.functions, { catalog, known });
  return known;
}

export interface LookupOptions {
  /** Where not everything is known that is there; else what `known` says. */
  readonly complete?: boolean;
  readonly timeZone?: string | null;
}

/** What is known now: `known` may change between two questions. */
export function lookupIn(
  known: Known,
  serverMajor: number,
  { complete = known.complete, timeZone = null }: LookupOptions = {},
): Lookup {
  const lookup: Lookup = {
    serverMajor,
    complete: complete && known.complete,
    timeZone,
    name(relation) {
      const name = relation?.relname ?? "";
      if (relation?.schemaname) return relationName({ schema: relation.schemaname, name });
      for (const schema of known.searchPath) {
        const full = relationName({ schema, name });
        if (known.has(full)) return full;
      }
      return relationName({ schema: "public", name });
    },
    table: (relation) => known.table(relation),
    tables: () => known.tables(),
    descendants(relation) {
      const seen = new Set([relation]);
      for (const one of seen) for (const child of known.children(one)) seen.add(child);
      seen.delete(relation);
      return [...seen];
    },
    referencing: (relation) => known.referencing(relation),
    missing: (relation) => lookup.complete && !known.has(relation),
    exists: (relation) => known.has(relation),
    tableOfIndex: (index) => known.tableOfIndex(index),
    allViews: known.views,
    view: (relation) => known.views.find((view) => relationName(view) === relation) ?? null,
    views(relation, column) {
      const found = new Set<string>();
      const read = (from: string, of: string | undefined) => {
        for (const view of known.views) {
          const name = relationName(view);
          const reads = view.reads.some(
            (one) => one.relation === from && (of === undefined || one.column === of),
          );
          if (!reads || name === from || found.has(name)) continue;
          found.add(name);
          read(name, undefined);
        }
      };
      read(relation, column);
      return [...found];
    },
    allSequences: known.sequences,
    sequences: (relation, column) =>
      known
        .sequencesOf(relation)
        .filter(({ ownedBy }) => column === undefined || ownedBy?.column === column)
        .map(relationName),
    defaultPartition: (relation) => known.defaultPartition(relation),
    tablesUsing(type) {
      const name = type.at(-1) ?? "";
      const schema = type.length > 1 ? type.at(-2) : undefined;
      const schemas = schema ? [schema] : known.searchPath;
      return [
        ...new Set(schemas.flatMap((one) => [...known.tablesUsing(relationName({ schema: one, name }))])),
      ];
    },
    functionsNamed: (name) => known.functionsNamed(name),
    enumsNamed: (name) => known.enumsNamed(name),
    domainsNamed: (name) => (known.knowsDomains ? known.domainsNamed(name) : null),
  };
  return lookup;
}
