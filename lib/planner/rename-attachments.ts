import type { Column } from "@/lib/catalog/model";
import { quoteIdentifier, relationName } from "@/lib/sql/identifiers";
import {
  type AttachmentOrder,
  checksOf,
  foreignKeysOf,
  indexesOf,
  notNullConstraint,
  statisticsOf,
} from "./attached";
import { indexesOfPartitions, treeOf } from "./partitioned-index";

/**
 * Renames whatever hangs on a column, from what `from` makes of each original name to what `to` makes of it. `column` as it
 * was when the originals were read.
 */
export function renameAttachments(
  {
    table,
    relation,
    column,
    catalog,
  }: Pick<AttachmentOrder, "table" | "relation" | "catalog"> & { readonly column: Column },
  from: (original: string) => string,
  to: (original: string) => string,
): readonly string[] {
  const constraint = (original: string, on: string = relation) =>
    `ALTER TABLE ${on} RENAME CONSTRAINT ${quoteIdentifier(from(original))} TO ${quoteIdentifier(to(original))}`;
  const inSchema = (kind: string, schema: string, original: string) =>
    `ALTER ${kind} ${relationName({ schema, name: from(original) })} RENAME TO ${quoteIdentifier(to(original))}`;
  const tree = treeOf(catalog, table);
  const owned = new Set(table.constraints.flatMap((one) => one.indexName ?? []));
  // Of each index with those of the partitions that belong to it.
  const indexes = indexesOf(table, column.name).map((index) => {
    const own = indexesOfPartitions(catalog, table, index);
    return tree.flatMap((on) => {
      const one = on === table ? index : own?.get(relationName(on));
      return one ? { on, one } : [];
    });
  });
  const [keyed, plain] = [true, false].map((is) =>
    indexes.filter(([whole]) => owned.has(whole?.one.name ?? "") === is).flat(),
  );
  return [
    ...(column.notNull && catalog.serverMajor >= 18
      ? [constraint(notNullConstraint(table, column.name))]
      : []),
    // That of a check renames those of the partitions with it.
    ...checksOf(table, column.name).map((one) => constraint(one.name)),
    ...foreignKeysOf(table, column.name).flatMap((one) =>
      tree.map((on) => constraint(one.name, relationName(on))),
    ),
    // Renaming a constraint renames its index with it.
    ...(keyed ?? []).map(({ on, one }) => constraint(one.constraintName ?? one.name, relationName(on))),
    ...(plain ?? []).map(({ on, one }) => inSchema("INDEX", on.schema, one.name)),
    ...statisticsOf(table, column.name).map((one) => inSchema("STATISTICS", one.schema, one.name)),
  ];
}
