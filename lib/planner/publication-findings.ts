import type { Catalog, Table } from "@/lib/catalog/model";
import { type Published, withoutIdentity } from "@/lib/change/publications";
import type { PlanFinding } from "@/lib/contracts/plan";
import { relationName } from "@/lib/sql/identifiers";
import { finding } from "./operation-parts";

/** The tables behind what a publication lists. */
export function publishedTables(objects: readonly Published[], catalog: Catalog): readonly Table[] {
  const schemas = new Set(objects.flatMap(({ schema }) => schema ?? []));
  const named = new Set(objects.flatMap(({ table }) => (table ? relationName(table) : [])));
  return catalog.tables.filter((table) => schemas.has(table.schema) || named.has(relationName(table)));
}

/** Tables whose UPDATE and DELETE fail as soon as those are published. */
export function identityFindings(
  tables: readonly Table[],
  { name, publish }: { readonly name: string; readonly publish: string },
): readonly PlanFinding[] {
  if (!/update|delete/.test(publish)) return [];
  return withoutIdentity(tables).map((table) => identityFinding(relationName(table), [name]));
}

export function identityFinding(relation: string, publications: readonly string[]): PlanFinding {
  return finding(
    "warning",
    "replica.identity",
    relation,
    `${relation} is published (${publications.join(", ")}): without a replica identity the app's UPDATE and DELETE on it fail.`,
  );
}
