import { blankColumn, blankTable } from "@/lib/catalog/blank";
import type { Catalog, Column, Table } from "@/lib/catalog/model";
import type { Operation } from "@/lib/contracts/operation";
import { parseRelationName } from "@/lib/sql/identifiers";
import { createdDomain } from "./operations/create-domain";
import { createdSchema } from "./operations/create-schema";
import { createdTable } from "./operations/create-table";

/**
 * The catalog as the operations after this one of the same change may count on it: its new columns and objects are there, the
 * constraints and defaults it drops are gone. Names in the operation must be the catalog's own.
 */
export function catalogAfter(catalog: Catalog, operation: Operation): Catalog {
  switch (operation.kind) {
    case "add-column":
      return onTable(catalog, operation.table, (table) =>
        withNewColumn(table, operation, { notNull: !operation.nullable, default: operation.default }),
      );
    case "add-generated-column": {
      const { expression, stored } = operation;
      const generated = { kind: stored ? ("stored" as const) : ("virtual" as const), expression };
      return onTable(catalog, operation.table, (table) =>
        withNewColumn(table, operation, { notNull: !operation.nullable, generated }),
      );
    }
    case "drop-constraint":
      return onTable(catalog, operation.table, (table) => {
        const dropped = table.constraints.find((one) => one.name === operation.constraint);
        return {
          ...table,
          constraints: table.constraints.filter((one) => one !== dropped),
          indexes: table.indexes.filter((index) => index.name !== dropped?.indexName),
        };
      });
    case "create-enum": {
      const name = parseRelationName(operation.type);
      if (!name?.schema) return catalog;
      const type = { schema: name.schema, name: name.name, values: operation.values };
      return { ...catalog, enums: [...catalog.enums, type] };
    }
    case "create-table": {
      const table = createdTable(operation.sql);
      if (!table) return catalog;
      const columns = table.columns.map((name, at) => blankColumn(name, "", { position: at + 1 }));
      return { ...catalog, tables: [...catalog.tables, blankTable(table, { rowEstimate: 0, columns })] };
    }
    case "create-schema": {
      const name = createdSchema(operation.sql);
      if (name === null || !catalog.schemas) return catalog;
      return { ...catalog, schemas: [...catalog.schemas.filter((one) => one.name !== name), { name }] };
    }
    case "create-domain": {
      const domain = createdDomain(operation.sql, catalog);
      if (!domain) return catalog;
      return { ...catalog, domains: [...(catalog.domains ?? []), domain] };
    }
    default:
      return mayMakeTypes(operation.kind) ? { ...catalog, usable: null } : catalog;
  }
}

function withNewColumn(
  table: Table,
  { column, type }: { readonly column: string; readonly type: string },
  more: Partial<Column>,
): Table {
  const position = Math.max(0, ...table.columns.map((one) => one.position)) + 1;
  const others = table.columns.filter((one) => one.name !== column);
  return { ...table, columns: [...others, blankColumn(column, type, { position, ...more })] };
}

/** After these nobody knows any more which types and collations there are. */
const mayMakeTypes = (kind: string) =>
  kind === "raw-sql" || /^(create|rename|alter)-(type|domain|extension|schema|collation)/.test(kind);

function onTable(catalog: Catalog, relation: string, change: (table: Table) => Table): Catalog {
  const name = parseRelationName(relation);
  return {
    ...catalog,
    tables: catalog.tables.map((table) =>
      table.schema === name?.schema && table.name === name.name ? change(table) : table,
    ),
  };
}
