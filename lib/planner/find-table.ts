import type { Catalog, Column, EnumType, Index, Table } from "@/lib/catalog/model";
import { parseRelationName } from "@/lib/sql/identifiers";

/** The table an operation names as `schema.name`. */
export function findTable(catalog: Catalog, relation: string): Table | null {
  const name = parseRelationName(relation);
  if (!name) return null;
  return catalog.tables.find((table) => table.schema === name.schema && table.name === name.name) ?? null;
}

export function findColumn(table: Table, name: string): Column | null {
  return table.columns.find((column) => column.name === name) ?? null;
}

/** The enum an operation names as `schema.name`. */
export function findEnum(catalog: Catalog, type: string): EnumType | null {
  const name = parseRelationName(type);
  return catalog.enums.find((one) => one.schema === name?.schema && one.name === name.name) ?? null;
}

/** The index an operation names as `schema.name`, with its table. */
export function findIndex(
  catalog: Catalog,
  relation: string,
): { readonly table: Table; readonly index: Index } | null {
  const name = parseRelationName(relation);
  for (const table of catalog.tables) {
    const index = table.schema === name?.schema && table.indexes.find((one) => one.name === name.name);
    if (index) return { table, index };
  }
  return null;
}
