import type { ColumnDef, Constraint } from "libpg-query";
import type { LockMode } from "@/lib/contracts/common";
import { isSerial } from "../sql/facts/column-type";
import { bodyOf, type Node, strings, walk } from "../sql/parse";
import { type Found, type Reviewed, subcommands } from "./rule";

export interface NamedColumn {
  readonly relation: string;
  readonly column: ColumnDef;
  readonly constraints: readonly Constraint[];
}

const named = (relation: string, column: ColumnDef): NamedColumn => ({
  relation,
  column,
  constraints: (column.constraints ?? []).flatMap((one) => bodyOf(one, "Constraint") ?? []),
});

/** Columns added to tables that were there before. */
export function addedColumns(one: Reviewed): readonly NamedColumn[] {
  return subcommands(one, "AT_AddColumn").flatMap(({ relation, cmd }) => {
    const column = bodyOf(cmd.def, "ColumnDef");
    return column ? [named(relation, column)] : [];
  });
}

/** Columns of a new table, and those added to a table, new or not. */
export function writtenColumns(one: Reviewed): readonly NamedColumn[] {
  const create = bodyOf(one.statement.node, "CreateStmt");
  const alter = bodyOf(one.statement.node, "AlterTableStmt");
  const elements = [
    ...(create?.tableElts ?? []),
    ...(alter?.cmds ?? []).flatMap((cmd) => {
      const body = bodyOf(cmd, "AlterTableCmd");
      return body?.subtype === "AT_AddColumn" && body.def ? [body.def] : [];
    }),
  ];
  const relation = one.lookup.name(create?.relation ?? alter?.relation);
  return elements.flatMap((element) => {
    const column = bodyOf(element, "ColumnDef");
    return column ? [named(relation, column)] : [];
  });
}

/** Constraints that ALTER TABLE adds to tables that were there before; `inline` ones stand behind a new column. */
export function addedConstraints(
  one: Reviewed,
  kind: Constraint["contype"],
): readonly { relation: string; constraint: Constraint; inline: NamedColumn | null }[] {
  return [
    ...subcommands(one, "AT_AddConstraint").flatMap(({ relation, cmd }) => {
      const constraint = bodyOf(cmd.def, "Constraint");
      return constraint && constraint.contype === kind ? [{ relation, constraint, inline: null }] : [];
    }),
    ...addedColumns(one).flatMap((column) =>
      column.constraints
        .filter(({ contype }) => contype === kind)
        .map((constraint) => ({ relation: column.relation, constraint, inline: column })),
    ),
  ];
}

/** NOT VALID, or on 18 NOT ENFORCED. */
export const isUnchecked = (constraint: Constraint): boolean =>
  constraint.skip_validation === true || constraint.is_enforced !== true;

/** Names of dropped objects of a kind that the file did not make itself. */
export function dropped(one: Reviewed, ...kinds: readonly string[]): readonly string[] {
  const drop = bodyOf(one.statement.node, "DropStmt");
  if (!drop?.removeType || !kinds.includes(drop.removeType)) return [];
  return (drop.objects ?? []).flatMap((object) => {
    const plain = bodyOf(object, "String")?.sval;
    const parts =
      plain !== undefined
        ? [plain]
        : strings(
            bodyOf(object, "List")?.items ??
              bodyOf(object, "TypeName")?.names ??
              bodyOf(object, "ObjectWithArgs")?.objname,
          );
    const name = one.lookup.name({
      schemaname: parts.length > 1 ? parts.at(-2) : undefined,
      relname: parts.at(-1),
    });
    return one.isNew(name) ? [] : [kinds.includes("OBJECT_SCHEMA") ? (parts[0] ?? "") : name];
  });
}

/** One finding about a relation, unless the file made it. */
export function onExisting(one: Reviewed, relation: string, message: string): readonly Found[] {
  return one.isNew(relation) ? [] : [{ message, relation }];
}

/** A type's own name, without pg_catalog. */
export const typeName = (column: ColumnDef): string => strings(column.typeName?.names).at(-1) ?? "";

export const isSerialColumn = (column: ColumnDef): boolean => isSerial(column.typeName);

export const STRONG: readonly LockMode[] = [
  "AccessExclusiveLock",
  "ExclusiveLock",
  "ShareRowExclusiveLock",
  "ShareLock",
];

/** Tables that the statement names with the strong modes S and up. */
export const strongLocks = (one: Reviewed) => one.facts.locks.filter(({ mode }) => STRONG.includes(mode));

/** Every string that names something new, e.g. a table, a column, a constraint, an index. */
export function writtenNames(node: Node): readonly string[] {
  const found: string[] = [];
  walk(node, (_, body) => {
    for (const key of ["relname", "colname", "conname", "idxname", "newname"]) {
      const value = body[key];
      if (typeof value === "string") found.push(value);
    }
  });
  return [...new Set(found)];
}
