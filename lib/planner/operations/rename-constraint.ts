import type { RenameConstraint } from "@/lib/contracts/operation";
import { ok } from "@/lib/contracts/result";
import { quoteIdentifier } from "@/lib/sql/identifiers";
import { all, withConstraint, withIndex, withoutConstraint, withoutIndex } from "../evolve";
import { finding, partsOf } from "../operation-parts";
import type { OperationPlanner } from "../operation-plan";
import { is, not, probeAll } from "../probe";
import { ordinaryTable, refuse } from "../refuse";
import { StepList } from "../step-list";

/** One statement that changes the catalog only; the index behind a key takes the name too. */
export const planRenameConstraint: OperationPlanner<RenameConstraint> = (operation, context) => {
  const { catalog, index } = context;
  const found = ordinaryTable(catalog, operation.table);
  if (!found.ok) return found;
  const { table, relation } = found.value;
  const constraint = table.constraints.find(({ name }) => name === operation.constraint);
  if (!constraint)
    return refuse("constraint", `${operation.table} has no constraint ${operation.constraint}`);
  const { to } = operation;
  const rename = (from: string, name: string) =>
    `ALTER TABLE ${relation} RENAME CONSTRAINT ${quoteIdentifier(from)} TO ${quoteIdentifier(name)}`;
  const own = table.indexes.find(
    ({ name }) => name === constraint.indexName && constraint.type !== "foreign key",
  );
  const idPrefix = `o${index + 1}`;
  const expand = new StepList(catalog);
  expand.add({
    id: `${idPrefix}-rename`,
    title: `Rename the constraint ${constraint.name} of ${relation} to ${to}`,
    kind: "ddl",
    statements: [rename(constraint.name, to)],
    probe: probeAll(is.constraint(relation, to), not(is.constraint(relation, constraint.name))),
    after: all(
      withoutConstraint(table, constraint.name),
      withConstraint(table, { ...constraint, name: to, ...(own ? { indexName: to } : {}) }),
      ...(own
        ? [withoutIndex(table, own.name), withIndex(table, { ...own, name: to, constraintName: to })]
        : []),
    ),
    revert: [
      {
        id: `${idPrefix}-rename-back`,
        title: `Call it ${constraint.name} again`,
        kind: "ddl",
        statements: [rename(to, constraint.name)],
        probe: probeAll(is.constraint(relation, constraint.name), not(is.constraint(relation, to))),
      },
    ],
  });
  return ok(
    partsOf({
      expand: expand.steps,
      relations: [relation],
      summary: `Rename the constraint ${quoteIdentifier(constraint.name)} of ${relation} to ${quoteIdentifier(to)}`,
      findings: [
        finding(
          "info",
          "names.used",
          relation,
          `Code that names ${constraint.name}, in ON CONFLICT ON CONSTRAINT or where it reads an error, has to know both names while this runs.`,
        ),
      ],
    }),
  );
};
