import type { Catalog, Constraint, Table } from "@/lib/catalog/model";
import { referenced } from "@/lib/sql/facts/known";
import { quoteIdentifier, relationName } from "@/lib/sql/identifiers";
import { all, type Evolve, movedTable, withoutConstraint } from "./evolve";
import { fitName, INTERLOCK_SCHEMA } from "./names";
import { inInterlock, is, not } from "./probe";
import type { RevertDraft, StepDraft } from "./step-list";
import { validatedConstraint } from "./validated-constraint";

/** A table that goes to schema `interlock`, rows, indexes, sequences and all, where the app cannot reach it. */
export interface TableAside {
  readonly table: Table;
  /** `schema.name`. */
  readonly relation: string;
  /** Its bare name there. */
  readonly name: string;
  /** `interlock.name` from then on. */
  readonly aside: string;
  readonly idPrefix: string;
}

/** The suffix tells it from others of its name. */
export function tableAside(table: Table, suffix: string, idPrefix: string): TableAside {
  const name = fitName(table.name, suffix);
  return { table, relation: relationName(table), name, aside: inInterlock(name), idPrefix };
}

/** Dropped with the move: kept, they would go on holding rows of other tables. */
const keysOf = ({ constraints }: Table): readonly Constraint[] =>
  constraints.filter((one) => one.type === "foreign key");

/** `schema.name` of the tables that its foreign keys point at, itself left out. */
export function asidePartners(table: Table): readonly string[] {
  const partners = keysOf(table).flatMap((key) => referenced(key) ?? []);
  return [...new Set(partners)].filter((name) => name !== relationName(table));
}

export function asideStatements({ table, relation, name }: TableAside): readonly string[] {
  return [
    ...keysOf(table).map((key) => `ALTER TABLE ${relation} DROP CONSTRAINT ${quoteIdentifier(key.name)}`),
    `ALTER TABLE ${relation} SET SCHEMA ${INTERLOCK_SCHEMA}`,
    `ALTER TABLE ${inInterlock(table.name)} RENAME TO ${quoteIdentifier(name)}`,
  ];
}

export const isAside = ({ relation, aside }: TableAside): readonly string[] => [
  is.relation(aside),
  not(is.relation(relation)),
];

export function afterAside({ table }: TableAside): Evolve {
  return all(
    ...keysOf(table).map((key) => withoutConstraint(table, key.name)),
    movedTable(table, table.name),
  );
}

/** The table back in its place, without its foreign keys. */
export function backStatements({ table, aside }: TableAside): readonly string[] {
  return [
    `ALTER TABLE ${aside} RENAME TO ${quoteIdentifier(table.name)}`,
    `ALTER TABLE ${inInterlock(table.name)} SET SCHEMA ${quoteIdentifier(table.schema)}`,
  ];
}

/** The foreign keys anew, for new rows at first, and then the proofs of those that had one. */
export function keysAgain({ table, relation, idPrefix }: TableAside): {
  readonly added: readonly RevertDraft[];
  readonly proved: readonly RevertDraft[];
} {
  const drafts = keysOf(table).map((key) => {
    const constraint = { ...key, definition: key.definition.replace(/ NOT VALID$/, "") };
    return {
      key,
      steps: validatedConstraint({ table, relation, constraint, idPrefix: `${idPrefix}-${key.name}` }),
    };
  });
  const steps = (from: number, to: number | undefined, of: (key: Constraint) => boolean): StepDraft[] =>
    drafts.flatMap((one) => (of(one.key) ? one.steps.slice(from, to) : []));
  return { added: steps(0, 1, () => true), proved: steps(1, undefined, (key) => key.validated) };
}

/** Tables that the executor keeps in schema `interlock`. */
const OURS = new Set(["version", "run", "cursor", "ledger"]);

/** Why the table cannot go there, with what to do first; null: it can. */
export function asideRefusal(catalog: Catalog, table: Table): string | null {
  const relation = relationName(table);
  if (OURS.has(table.name)) {
    return `${table.name} is also the name of a table of ours in schema interlock, where it would go: rename it in a change before this one`;
  }
  if (table.kind === "partitioned" || catalog.tables.some((one) => one.inheritsFrom.includes(relation))) {
    return `${relation} has partitions or inheriting tables: drop those first, one change each`;
  }
  for (const other of catalog.tables) {
    const key = other.constraints.find((one) => other !== table && referenced(one) === relation);
    if (key)
      return `the foreign key ${key.name} of ${relationName(other)} points at it: drop it in a change before this one`;
  }
  const view = catalog.views.find((one) => one.reads.some((read) => read.relation === relation));
  if (view) return `the view ${relationName(view)} reads it: drop or replace it in a change before this one`;
  return null;
}
