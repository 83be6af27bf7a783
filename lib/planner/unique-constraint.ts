import { blankConstraint } from "@/lib/catalog/blank";
import type { Constraint, Index, Table } from "@/lib/catalog/model";
import { quoteIdentifier, relationName } from "@/lib/sql/identifiers";
import { all, withConstraint, withIndex, withoutConstraint, withoutIndex } from "./evolve";
import { is, not, probeAll } from "./probe";
import type { StepDraft } from "./step-list";

/** Makes a unique index that is there the constraint, or the primary key, of its name. Taking it back drops both. */
export function keyUsingIndex({
  table,
  index,
  idPrefix,
  deferrable,
  type = "unique",
}: {
  readonly table: Table;
  readonly index: Index;
  readonly idPrefix: string;
  /** As SQL says it, with a space in front; else empty. */
  readonly deferrable: string;
  /** A primary key wants columns that are NOT NULL already, or it reads every row to make them so. */
  readonly type?: "unique" | "primary key";
}): StepDraft {
  const relation = relationName(table);
  const name = quoteIdentifier(index.name);
  return {
    id: `${idPrefix}-constraint`,
    title: `Make the index ${index.name} ${type === "unique" ? "a unique constraint" : "the primary key"} of ${relation}`,
    kind: "ddl",
    statements: [
      `ALTER TABLE ${relation} ADD CONSTRAINT ${name} ${type.toUpperCase()} USING INDEX ${name}${deferrable}`,
    ],
    probe: probeAll(is.constraint(relation, index.name)),
    after: all(
      withConstraint(table, keyConstraint(index, type)),
      withIndex(table, { ...index, constraintName: index.name, primary: type === "primary key" }),
    ),
    // The index goes with its constraint; the revert of the build then finds nothing left to drop.
    revert: [
      {
        id: `${idPrefix}-constraint-drop`,
        title: `Drop the constraint ${index.name}`,
        kind: "ddl",
        statements: [`ALTER TABLE ${relation} DROP CONSTRAINT ${name}`],
        probe: probeAll(not(is.constraint(relation, index.name))),
        after: all(withoutConstraint(table, index.name), withoutIndex(table, index.name)),
      },
    ],
  };
}

/** The constraint of its name over a unique index. */
export function keyConstraint(index: Index, type: "unique" | "primary key"): Constraint {
  return blankConstraint(index.name, type, index.columns, { validated: true, indexName: index.name });
}
