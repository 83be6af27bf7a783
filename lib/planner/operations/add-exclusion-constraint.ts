import { blankConstraint } from "@/lib/catalog/blank";
import type { AddExclusionConstraint } from "@/lib/contracts/operation";
import { ok } from "@/lib/contracts/result";
import { quoteIdentifier } from "@/lib/sql/identifiers";
import { withConstraint, withoutConstraint } from "../evolve";
import { finding, partsOf } from "../operation-parts";
import type { OperationPlanner } from "../operation-plan";
import { is, not, probeAll } from "../probe";
import { ordinaryTable, refuse } from "../refuse";
import { isSmall, smallTable } from "../small-table";
import { StepList } from "../step-list";

/**
 * Postgres knows neither NOT VALID nor USING INDEX for exclusion constraints (observed on 12 to 18): there is no online
 * route. Planned where the table is small, refused with what to do instead where it is not.
 */
export const planAddExclusionConstraint: OperationPlanner<AddExclusionConstraint> = (operation, context) => {
  const { catalog, index } = context;
  const found = ordinaryTable(catalog, operation.table);
  if (!found.ok) return found;
  const { table, relation } = found.value;
  const { name, definition } = operation;
  if (name === null) return refuse("table", `there is no table ${operation.table}`);
  if (!isSmall(table)) {
    return refuse(
      "definition",
      `Postgres builds an exclusion constraint only while nobody can read or write the table, and ${relation} is not small. Make a new table with the constraint, copy the rows, keep both in step and change them over; or use a maintenance window and run it as raw SQL`,
    );
  }
  const small = smallTable(relation);
  const idPrefix = `o${index + 1}`;
  const expand = new StepList(catalog);
  expand.add({
    id: `${idPrefix}-exclude`,
    title: `Add ${name} to ${relation}`,
    kind: "ddl",
    statements: [`ALTER TABLE ${relation} ADD CONSTRAINT ${quoteIdentifier(name)} ${definition}`],
    probe: probeAll(is.constraint(relation, name)),
    after: withConstraint(
      table,
      blankConstraint(name, "exclusion", [], { validated: true, indexName: name }),
    ),
    revert: [
      {
        id: `${idPrefix}-exclude-drop`,
        title: `Drop the constraint ${name}`,
        kind: "ddl",
        statements: [`ALTER TABLE ${relation} DROP CONSTRAINT ${quoteIdentifier(name)}`],
        probe: probeAll(not(is.constraint(relation, name))),
        after: withoutConstraint(table, name),
      },
    ],
  });
  return ok(
    partsOf({
      expand: expand.steps,
      relations: [relation],
      assumes: [small],
      summary: `Add ${quoteIdentifier(name)} to ${relation}`,
      findings: [
        finding(
          "warning",
          "rows.few",
          relation,
          `The index is built while nobody can read or write ${relation}. It is planned so because the table is small; where it holds more than ${small.maxRows} rows the plan is refused.`,
        ),
      ],
    }),
  );
};
