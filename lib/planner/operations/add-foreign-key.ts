import { blankConstraint } from "@/lib/catalog/blank";
import type { Table } from "@/lib/catalog/model";
import type { AddForeignKey } from "@/lib/contracts/operation";
import { ok } from "@/lib/contracts/result";
import { quoteIdentifier, relationName } from "@/lib/sql/identifiers";
import { findTable } from "../find-table";
import { finding, partsOf } from "../operation-parts";
import { type OperationPlanner, SERVER_MAJORS } from "../operation-plan";
import { foreignKeyOverPartitions, isKeyedPartByPart } from "../partitioned-foreign-key";
import { treeOf } from "../partitioned-index";
import { notOrdinary, refuse } from "../refuse";
import { obeyRuleDeploy } from "../snippets/obey-rule";
import { StepList } from "../step-list";
import { validatedConstraint } from "../validated-constraint";

/** NOT VALID blocks writes of both tables for a moment; the rows are proven beside the app. */
export const planAddForeignKey: OperationPlanner<AddForeignKey> = (operation, context) => {
  const { catalog, index } = context;
  const table = findTable(catalog, operation.table);
  const parent = findTable(catalog, operation.references);
  if (!table || operation.name === null) return refuse("table", `there is no table ${operation.table}`);
  if (!parent) return refuse("references", `there is no table ${operation.references}`);
  const special = notOrdinary(table);
  if (special) return refuse("table", special);
  const relation = relationName(table);
  const [from, to] = [operation.columns, operation.referencedColumns].map((names) =>
    names.map(quoteIdentifier).join(", "),
  );
  const target = relationName(parent);
  const action = (event: string, what: string) =>
    what === "no action" ? "" : ` ON ${event} ${what.toUpperCase()}`;
  const constraint = blankConstraint(operation.name, "foreign key", operation.columns, {
    definition: `FOREIGN KEY (${from}) REFERENCES ${target} (${to})${action("UPDATE", operation.onUpdate)}${action("DELETE", operation.onDelete)}`,
    references: { schema: parent.schema, table: parent.name, columns: operation.referencedColumns },
  });
  const partByPart = isKeyedPartByPart(catalog, table);
  const order = { table, relation, constraint, idPrefix: `o${index + 1}` };
  const tighten = new StepList(catalog);
  for (const draft of partByPart ? foreignKeyOverPartitions(catalog, order) : validatedConstraint(order)) {
    tighten.add(draft);
  }
  const rule = `that (${from}) points at a row of ${target}`;
  const set = operation.columns.map((name) => `child.${quoteIdentifier(name)}`);
  const join = operation.referencedColumns.map((name, at) => `parent.${quoteIdentifier(name)} = ${set[at]}`);
  return ok(
    partsOf({
      tighten: tighten.steps,
      deploys: [obeyRuleDeploy({ relation, table: table.name, rule })],
      relations: [...new Set([...treeOf(catalog, table).map(relationName), target])],
      serverMajors:
        table.kind !== "partitioned"
          ? SERVER_MAJORS
          : { min: partByPart ? SERVER_MAJORS.min : 18, max: partByPart ? 17 : SERVER_MAJORS.max },
      summary: `Let ${relation} (${from}) point only at rows of ${target}`,
      compatibleWith: {
        expand: [],
        backfill: ["Only releases that write no row against the rule"],
        contract: [],
      },
      findings: [
        finding(
          "info",
          "rows.violating",
          relation,
          "Rows that point at nothing make the proof fail.",
          `Find them: SELECT child.* FROM ${relation} AS child WHERE ${set.map((name) => `${name} IS NOT NULL`).join(" AND ")} AND NOT EXISTS (SELECT FROM ${target} AS parent WHERE ${join.join(" AND ")}) LIMIT 20`,
        ),
        ...(isIndexed(table, operation.columns)
          ? []
          : [
              finding(
                "warning",
                "foreign-key.no-index",
                relation,
                `No index of ${relation} begins with ${from}: every delete of a row of ${target}, and every change of its key, reads all of ${relation}.`,
                `Add the operation “index ${relation} (${from})” to the change.`,
              ),
            ]),
      ],
    }),
  );
};

/** An index that begins with these columns, in any order, and covers every row. */
function isIndexed(table: Table, columns: readonly string[]): boolean {
  return table.indexes.some(
    (index) =>
      index.valid &&
      index.predicate === null &&
      [...index.columns.slice(0, columns.length)].sort().join("\0") === [...columns].sort().join("\0"),
  );
}
