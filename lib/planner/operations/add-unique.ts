import { blankIndex } from "@/lib/catalog/blank";
import type { AddUnique } from "@/lib/contracts/operation";
import { ok } from "@/lib/contracts/result";
import { quoteIdentifier } from "@/lib/sql/identifiers";
import { concurrentIndex } from "../new-index";
import { finding, partsOf } from "../operation-parts";
import type { OperationPlanner } from "../operation-plan";
import { ordinaryTable, refuse } from "../refuse";
import { obeyRuleDeploy } from "../snippets/obey-rule";
import { StepList } from "../step-list";
import { keyUsingIndex } from "../unique-constraint";

/** A unique index, built beside reads and writes, becomes the constraint in a short statement. */
export const planAddUnique: OperationPlanner<AddUnique> = (operation, context) => {
  const { catalog, index } = context;
  const found = ordinaryTable(catalog, operation.table);
  if (!found.ok) return found;
  const { table, relation } = found.value;
  if (operation.name === null) return refuse("table", `there is no table ${operation.table}`);
  if (table.kind === "partitioned") {
    return refuse(
      "table",
      `${relation} is partitioned: constraints over all partitions are not planned yet. Add a unique index instead: it is built partition by partition, beside writes`,
    );
  }
  const { name, columns } = operation;
  const list = columns.map(quoteIdentifier).join(", ");
  const idPrefix = `o${index + 1}`;
  const unique = blankIndex(name, columns, { unique: true });
  const tighten = new StepList(catalog);
  tighten.add(
    concurrentIndex({
      table,
      index: unique,
      sql: `CREATE UNIQUE INDEX CONCURRENTLY ${quoteIdentifier(name)} ON ${relation} USING btree (${list})`,
      idPrefix,
    }),
  );
  tighten.add(keyUsingIndex({ table, index: unique, idPrefix, deferrable: "" }));
  const present = columns.map((column) => `${quoteIdentifier(column)} IS NOT NULL`).join(" AND ");
  return ok(
    partsOf({
      tighten: tighten.steps,
      deploys: [
        obeyRuleDeploy({ relation, table: table.name, rule: `that no two rows have the same (${list})` }),
      ],
      relations: [relation],
      summary: `Make (${list}) of ${relation} unique`,
      compatibleWith: { expand: [], backfill: ["Only releases that write no duplicates"], contract: [] },
      findings: [
        finding(
          "info",
          "rows.duplicate",
          relation,
          `Rows with the same (${list}) make the build fail; then nothing is left behind, and the phase can be run again.`,
          `Find them: SELECT ${list}, count(*) FROM ${relation} WHERE ${present} GROUP BY ${list} HAVING count(*) > 1 LIMIT 20`,
        ),
      ],
    }),
  );
};
