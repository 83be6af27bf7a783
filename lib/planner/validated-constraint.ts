import type { Constraint, Table } from "@/lib/catalog/model";
import { quoteIdentifier } from "@/lib/sql/identifiers";
import { withConstraint, withoutConstraint } from "./evolve";
import { is, not, probeAll } from "./probe";
import type { StepDraft } from "./step-list";

export interface ConstraintOrder {
  readonly table: Table;
  readonly relation: string;
  /** A check or foreign key, as it will be. */
  readonly constraint: Constraint;
  readonly idPrefix: string;
  /** A condition from which on the constraint has served: its steps count as done although it is gone again. */
  readonly served?: string;
}

/** NOT VALID first, which reads no row, then the proof beside reads and writes. */
export function validatedConstraint({
  table,
  relation,
  constraint,
  idPrefix,
  served,
}: ConstraintOrder): readonly StepDraft[] {
  const { name, definition } = constraint;
  const alter = `ALTER TABLE ${relation}`;
  const quoted = quoteIdentifier(name);
  return [
    {
      id: `${idPrefix}-add`,
      title: `Add ${name} to ${relation}, for new rows at first`,
      kind: "ddl",
      statements: [`${alter} ADD CONSTRAINT ${quoted} ${definition} NOT VALID`],
      probe: probeAll(orServed(is.constraint(relation, name), served)),
      after: withConstraint(table, { ...constraint, validated: false }),
      revert: [
        {
          id: `${idPrefix}-drop`,
          title: `Drop the constraint ${name}`,
          kind: "ddl",
          statements: [`${alter} DROP CONSTRAINT ${served ? "IF EXISTS " : ""}${quoted}`],
          probe: probeAll(not(is.constraint(relation, name))),
          after: withoutConstraint(table, name),
        },
      ],
    },
    validation({ table, relation, constraint, idPrefix, ...(served ? { served } : {}) }),
  ];
}

/** The proof of a constraint that is there, beside reads and writes. */
export function validation({ table, relation, constraint, idPrefix, served }: ConstraintOrder): StepDraft {
  const { name } = constraint;
  return {
    id: `${idPrefix}-validate`,
    title: `Check every row of ${relation} against ${name}`,
    kind: "validate",
    statements: [`ALTER TABLE ${relation} VALIDATE CONSTRAINT ${quoteIdentifier(name)}`],
    probe: probeAll(orServed(is.constraint(relation, name, { validated: true }), served)),
    after: withConstraint(table, { ...constraint, validated: true }),
  };
}

const orServed = (condition: string, served: string | undefined) =>
  served === undefined ? condition : `(${condition} OR ${served})`;
