import type { ValidateConstraint } from "@/lib/contracts/operation";
import { ok } from "@/lib/contracts/result";
import { quoteIdentifier, quoteLiteral, relationName } from "@/lib/sql/identifiers";
import { withConstraint } from "../evolve";
import { finding, partsOf } from "../operation-parts";
import type { OperationPlanner } from "../operation-plan";
import { is, not, probeAll } from "../probe";
import { ordinaryTable, refuse } from "../refuse";
import { StepList } from "../step-list";
import { validation } from "../validated-constraint";

/**
 * New rows obey the constraint already, so no release has to come first: the rows from before are proven beside reads
 * and writes. The way back adds it NOT VALID again, in one short transaction.
 */
export const planValidateConstraint: OperationPlanner<ValidateConstraint> = (operation, context) => {
  const { catalog, index } = context;
  const found = ordinaryTable(catalog, operation.table);
  if (!found.ok) return found;
  const { table, relation } = found.value;
  const constraint = table.constraints.find(({ name }) => name === operation.constraint);
  if (!constraint) {
    return refuse("constraint", `${operation.table} has no constraint ${operation.constraint}`);
  }
  const name = quoteIdentifier(constraint.name);
  const { comment, references } = constraint;
  const idPrefix = `o${index + 1}`;
  const tighten = new StepList(catalog);
  tighten.add({
    ...validation({ table, relation, constraint, idPrefix }),
    revert: [
      {
        id: `${idPrefix}-not-valid`,
        title: `Let ${constraint.name} stand for new rows only again`,
        kind: "ddl",
        statements: [
          `ALTER TABLE ${relation} DROP CONSTRAINT ${name}`,
          `ALTER TABLE ${relation} ADD CONSTRAINT ${name} ${constraint.definition}`,
          ...(comment === null
            ? []
            : [`COMMENT ON CONSTRAINT ${name} ON ${relation} IS ${quoteLiteral(comment)}`]),
        ],
        probe: probeAll(
          is.constraint(relation, constraint.name),
          not(is.constraint(relation, constraint.name, { validated: true })),
        ),
        after: withConstraint(table, constraint),
      },
    ],
  });
  const target = references && relationName({ ...references, name: references.table });
  return ok(
    partsOf({
      tighten: tighten.steps,
      relations: [...new Set([relation, ...(target === null ? [] : [target])])],
      summary: `Validate the constraint ${name} of ${relation}`,
      compatibleWith: { expand: [], backfill: ["Every release"], contract: [] },
      findings: [
        finding(
          "info",
          "rows.violating",
          relation,
          `A row that breaks ${constraint.name} makes the proof fail; then nothing has changed. Such rows are from before it was added, and every update of one fails already.`,
        ),
      ],
    }),
  );
};
