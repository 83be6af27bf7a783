import type { Catalog } from "@/lib/catalog/model";
import type { ChangeQuestion } from "@/lib/contracts/change";
import type { Operation } from "@/lib/contracts/operation";
import { quoteIdentifier } from "@/lib/sql/identifiers";
import { columnNamed } from "./find-in-catalog";
import { canonicalType } from "./sql-text";

type AddColumn = Extract<Operation, { kind: "add-column" }>;
type DropColumn = Extract<Operation, { kind: "drop-column" }>;

/**
 * What the operations leave open: a column dropped and one of the same type added to the same table is how tools write a
 * rename that they could not tell from its end. Each comes with the operations that the other answer means. The
 * operations must be understood already.
 */
export function questionsAbout(
  operations: readonly Operation[],
  catalog: Catalog,
): readonly ChangeQuestion[] {
  const added = operations.filter((one): one is AddColumn => one.kind === "add-column");
  const taken = new Set<AddColumn>();
  return operations.flatMap((dropped): ChangeQuestion[] => {
    if (dropped.kind !== "drop-column") return [];
    const type = typeOf(dropped, catalog);
    const match = added.find((one) => one.table === dropped.table && one.type === type && !taken.has(one));
    if (!match) return [];
    taken.add(match);
    return [question(dropped, match, operations)];
  });
}

function typeOf(dropped: DropColumn, catalog: Catalog): string | null {
  const found = columnNamed(catalog, dropped);
  if (!found.ok) return null;
  // Printed as the operation's own type was: the catalog says `character varying`, people say `varchar`.
  const type = canonicalType(found.value.column.type, catalog);
  return type.ok ? type.value : null;
}

function question(dropped: DropColumn, added: AddColumn, operations: readonly Operation[]): ChangeQuestion {
  const { table, column } = dropped;
  const [from, to] = [quoteIdentifier(column), quoteIdentifier(added.column)];
  return {
    kind: "rename",
    table,
    column,
    to: added.column,
    message: `Is this a rename? ${from} of ${table} is dropped and ${to} of the same type is added: as a rename, its values move along.`,
    operations: operations.flatMap((one): Operation[] => {
      if (one === added) return [];
      return one === dropped ? [{ kind: "rename-column", table, column, to: added.column }] : [one];
    }),
  };
}
