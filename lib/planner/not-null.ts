import type { Constraint, Table } from "@/lib/catalog/model";
import { quoteIdentifier, relationName } from "@/lib/sql/identifiers";
import { all, changedColumn, withConstraint, withoutConstraint } from "./evolve";
import { fitName, shortHash } from "./names";
import { is, not, probeAll } from "./probe";
import type { StepDraft } from "./step-list";

export interface NotNullOrder {
  readonly table: Table;
  readonly relation: string;
  readonly column: string;
  readonly serverMajor: number;
  /** Its partitions, where later steps ask what they have. */
  readonly partitions?: readonly Table[];
  readonly idPrefix: string;
  /** Name of the temporary check, up to 17. */
  readonly check: string;
  /** Name the not-null constraint gets, from 18 on. */
  readonly constraint: string;
}

/**
 * NOT NULL for a column under names of our own. The constraint's, where none is said, is as ALTER TABLE … SET NOT NULL
 * would name it.
 */
export function newNotNullDrafts(
  order: Pick<NotNullOrder, "table" | "column" | "serverMajor" | "idPrefix"> & {
    readonly constraint?: string;
  },
): readonly StepDraft[] {
  const { table, column } = order;
  const relation = relationName(table);
  return notNullDrafts({
    relation,
    check: fitName(`${table.name}_${column}_not_null`, `_${shortHash(relation, column)}`),
    constraint: fitName(`${table.name}_${column}`, "_not_null"),
    ...order,
  });
}

/**
 * NOT NULL without a scan under a lock that blocks anybody.
 * Up to 17: a check NOT VALID, validated beside reads and writes, is the proof that lets SET NOT NULL skip its scan
 * (https://www.postgresql.org/docs/current/sql-altertable.html#SQL-ALTERTABLE-DESC-SET-DROP-NOT-NULL).
 * From 18 on not-null constraints have names and can themselves be NOT VALID first. Observed on 12 to 18.
 */
export function notNullDrafts(order: NotNullOrder): readonly StepDraft[] {
  return order.serverMajor >= 18 ? namedNotNull(order) : notNullByCheck(order);
}

const alter = (relation: string, what: string) => `ALTER TABLE ${relation} ${what}`;

const isNotNullIn = ({ table, partitions = [], column }: NotNullOrder) =>
  all(...[table, ...partitions].map((one) => changedColumn(one, column, { notNull: true })));

function constraintOf(order: NotNullOrder, name: string, type: Constraint["type"]): Constraint {
  return {
    name,
    type,
    columns: [order.column],
    definition: `CHECK (${quoteIdentifier(order.column)} IS NOT NULL)`,
    validated: false,
    deferrable: false,
    initiallyDeferred: false,
    references: null,
    indexName: null,
    comment: null,
  };
}

/** A partition's as well: its primary key, made on it alone, makes an inherited one its own too (observed on 18). */
export const dropNotNull = (relation: string, column: string) =>
  alter(relation, `ALTER COLUMN ${quoteIdentifier(column)} DROP NOT NULL`);

function namedNotNull(order: NotNullOrder): readonly StepDraft[] {
  const { table, partitions = [], relation, column, constraint: name, idPrefix } = order;
  const constraint = constraintOf(order, name, "not null");
  return [
    {
      id: `${idPrefix}-not-null-add`,
      title: `Require ${column} in new rows`,
      kind: "ddl",
      statements: [
        alter(
          relation,
          `ADD CONSTRAINT ${quoteIdentifier(name)} NOT NULL ${quoteIdentifier(column)} NOT VALID`,
        ),
      ],
      probe: probeAll(is.constraint(relation, name)),
      after: withConstraint(table, constraint),
      revert: [
        {
          id: `${idPrefix}-not-null-drop`,
          title: `Let ${column} be null again`,
          kind: "ddl",
          statements: [
            alter(relation, `DROP CONSTRAINT ${quoteIdentifier(name)}`),
            ...partitions.map((one) => dropNotNull(relationName(one), column)),
          ],
          probe: probeAll(not(is.constraint(relation, name))),
        },
      ],
    },
    {
      id: `${idPrefix}-not-null-validate`,
      title: `Check that no row lacks ${column}`,
      kind: "validate",
      statements: [alter(relation, `VALIDATE CONSTRAINT ${quoteIdentifier(name)}`)],
      probe: probeAll(is.constraint(relation, name, { validated: true })),
      after: all(withConstraint(table, { ...constraint, validated: true }), isNotNullIn(order)),
    },
  ];
}

function notNullByCheck(order: NotNullOrder): readonly StepDraft[] {
  const { table, relation, column, check, idPrefix } = order;
  const constraint = constraintOf(order, check, "check");
  const name = quoteIdentifier(check);
  const isNotNull = is.notNull(relation, column);
  // Once the column is NOT NULL the check has done its work: its steps count as done although it is gone again.
  const or = (condition: string) => `(${condition} OR ${isNotNull})`;
  return [
    {
      id: `${idPrefix}-not-null-add`,
      title: `Require ${column} in new rows`,
      kind: "ddl",
      statements: [
        alter(relation, `ADD CONSTRAINT ${name} CHECK (${quoteIdentifier(column)} IS NOT NULL) NOT VALID`),
      ],
      probe: probeAll(or(is.constraint(relation, check))),
      after: withConstraint(table, constraint),
      revert: [
        {
          id: `${idPrefix}-not-null-drop`,
          title: `Drop the check on ${column}`,
          kind: "ddl",
          statements: [alter(relation, `DROP CONSTRAINT IF EXISTS ${name}`)],
          probe: probeAll(not(is.constraint(relation, check))),
        },
      ],
    },
    {
      id: `${idPrefix}-not-null-validate`,
      title: `Check that no row lacks ${column}`,
      kind: "validate",
      statements: [alter(relation, `VALIDATE CONSTRAINT ${name}`)],
      probe: probeAll(or(is.constraint(relation, check, { validated: true }))),
      after: withConstraint(table, { ...constraint, validated: true }),
    },
    {
      id: `${idPrefix}-not-null-set`,
      title: `Make ${column} NOT NULL, proven by the check`,
      kind: "ddl",
      statements: [alter(relation, `ALTER COLUMN ${quoteIdentifier(column)} SET NOT NULL`)],
      probe: probeAll(isNotNull),
      after: isNotNullIn(order),
      revert: [
        {
          id: `${idPrefix}-not-null-unset`,
          title: `Let ${column} be null again`,
          kind: "ddl",
          statements: [dropNotNull(relation, column)],
          probe: probeAll(not(isNotNull)),
        },
      ],
    },
    {
      id: `${idPrefix}-not-null-tidy`,
      title: `Drop the check, which NOT NULL now makes needless`,
      kind: "ddl",
      statements: [alter(relation, `DROP CONSTRAINT IF EXISTS ${name}`)],
      probe: probeAll(`(${not(is.constraint(relation, check))} AND ${isNotNull})`),
      after: withoutConstraint(table, check),
    },
  ];
}
