import type { Catalog, Table } from "@/lib/catalog/model";
import { quoteIdentifier, relationName } from "@/lib/sql/identifiers";
import { all, withConstraint, withoutConstraint } from "./evolve";
import { treeOf } from "./partitioned-index";
import { is, not, probeAll } from "./probe";
import type { StepDraft } from "./step-list";
import { type ConstraintOrder, validatedConstraint } from "./validated-constraint";

/** NOT VALID foreign keys on partitioned tables: from 18 on (observed on 13 to 18). */
export const isKeyedPartByPart = (catalog: Catalog, table: Table): boolean =>
  table.kind === "partitioned" && catalog.serverMajor < 18;

/**
 * One partition after the other, each NOT VALID and then proven; over partitions that have the key already the whole
 * table gets it without reading a row (observed on 15).
 */
export function foreignKeyOverPartitions(catalog: Catalog, order: ConstraintOrder): readonly StepDraft[] {
  const { table, relation, constraint, idPrefix } = order;
  const name = quoteIdentifier(constraint.name);
  const leaves = treeOf(catalog, table).filter(({ kind }) => kind !== "partitioned");
  const whole = is.constraint(relation, constraint.name);
  return [
    ...leaves.flatMap((leaf) =>
      validatedConstraint({
        table: leaf,
        relation: relationName(leaf),
        constraint,
        idPrefix: `${idPrefix}-${leaf.name}`,
        served: whole,
      }),
    ),
    {
      id: `${idPrefix}-add`,
      title: `Add ${constraint.name} to ${relation}, whose partitions have it`,
      kind: "ddl",
      statements: [`ALTER TABLE ${relation} ADD CONSTRAINT ${name} ${constraint.definition}`],
      probe: probeAll(whole),
      after: withConstraint(table, { ...constraint, validated: true }),
      revert: [
        {
          id: `${idPrefix}-drop`,
          title: `Drop the constraint ${constraint.name}`,
          kind: "ddl",
          statements: [`ALTER TABLE ${relation} DROP CONSTRAINT ${name}`],
          probe: probeAll(not(whole)),
          after: all(
            withoutConstraint(table, constraint.name),
            ...leaves.map((leaf) => withoutConstraint(leaf, constraint.name)),
          ),
        },
      ],
    },
  ];
}
