import type { RangeVar } from "libpg-query";
import type { Catalog, Constraint, Table } from "@/lib/catalog/model";
import { relationName } from "../identifiers";

/** What the readers may ask about the database that a statement will meet. */
export interface Lookup {
  readonly serverMajor: number;
  readonly catalog: Catalog | null;
  /** `schema.name`; a bare name is looked for along the search path, else taken to be in `public`. */
  name(relation: RangeVar | undefined): string;
  table(relation: string): Table | null;
  /** Partitions and inheriting tables, at any depth, without the table itself. */
  descendants(relation: string): readonly string[];
  /** Foreign keys of other tables (and its own) that point at the table. */
  referencing(relation: string): readonly { readonly relation: string; readonly constraint: Constraint }[];
}

export function lookupIn(catalog: Catalog | null, serverMajor: number): Lookup {
  const tables = new Map((catalog?.tables ?? []).map((table) => [tableName(table), table]));
  const known = new Set([
    ...tables.keys(),
    ...[...(catalog?.views ?? []), ...(catalog?.sequences ?? [])].map(relationName),
    ...(catalog?.tables ?? []).flatMap((table) =>
      table.indexes.map((index) => relationName({ schema: table.schema, name: index.name })),
    ),
  ]);
  const lookup: Lookup = {
    serverMajor,
    catalog,
    name(relation) {
      const name = relation?.relname ?? "";
      if (relation?.schemaname) return relationName({ schema: relation.schemaname, name });
      const path = catalog?.searchPath ?? [];
      const found = path.map((schema) => relationName({ schema, name })).find((full) => known.has(full));
      return found ?? relationName({ schema: "public", name });
    },
    table: (relation) => tables.get(relation) ?? null,
    descendants(relation) {
      const children = [...tables].filter(([, table]) => table.inheritsFrom.includes(relation));
      return children.flatMap(([child]) => [child, ...lookup.descendants(child)]);
    },
    referencing: (relation) =>
      [...tables].flatMap(([name, table]) =>
        table.constraints
          .filter((constraint) => referenced(constraint) === relation)
          .map((constraint) => ({ relation: name, constraint })),
      ),
  };
  return lookup;
}

export function tableName(table: Table): string {
  return relationName({ schema: table.schema, name: table.name });
}

/** The table a foreign key points at, `schema.name`; null for other constraints. */
export function referenced(constraint: Constraint): string | null {
  const target = constraint.references;
  return target ? relationName({ schema: target.schema, name: target.table }) : null;
}
