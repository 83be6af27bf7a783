import { blankIndex } from "@/lib/catalog/blank";
import type { AddPrimaryKey } from "@/lib/contracts/operation";
import { ok } from "@/lib/contracts/result";
import { quoteIdentifier } from "@/lib/sql/identifiers";
import { notNullConstraint } from "../attachments";
import { findColumn } from "../find-table";
import { fitName, shortHash } from "../names";
import { concurrentIndex } from "../new-index";
import { notNullDrafts } from "../not-null";
import { finding, notNullMajors, partsOf } from "../operation-parts";
import type { OperationPlanner } from "../operation-plan";
import { ordinaryTable, refuse } from "../refuse";
import { obeyRuleDeploy } from "../snippets/obey-rule";
import { StepList } from "../step-list";
import { keyUsingIndex } from "../unique-constraint";

/**
 * The columns become NOT NULL by a proof, a unique index is built beside reads and writes, and both become the key in a
 * short statement: over columns that are NOT NULL already `PRIMARY KEY USING INDEX` reads no row (observed on 12 to 18).
 */
export const planAddPrimaryKey: OperationPlanner<AddPrimaryKey> = (operation, context) => {
  const { catalog, index } = context;
  const found = ordinaryTable(catalog, operation.table);
  if (!found.ok) return found;
  const { table, relation } = found.value;
  if (operation.name === null) return refuse("table", `there is no table ${operation.table}`);
  if (table.kind === "partitioned") {
    return refuse(
      "table",
      `${relation} is partitioned: constraints over all partitions are not planned yet. Add NOT NULL and a unique index instead: the index is built partition by partition, beside writes`,
    );
  }
  const { name, columns } = operation;
  const list = columns.map(quoteIdentifier).join(", ");
  const idPrefix = `o${index + 1}`;
  const nullable = columns.filter((column) => !findColumn(table, column)?.notNull);
  const tighten = new StepList(catalog);
  for (const column of nullable) {
    const drafts = notNullDrafts({
      table,
      relation,
      column,
      serverMajor: catalog.serverMajor,
      idPrefix: `${idPrefix}-${column}`,
      check: fitName(`${table.name}_${column}_not_null`, `_${shortHash(relation, column)}`),
      constraint: notNullConstraint(table, column),
    });
    for (const draft of drafts) tighten.add(draft);
  }
  const unique = blankIndex(name, columns, { unique: true });
  tighten.add(
    concurrentIndex({
      table,
      index: unique,
      sql: `CREATE UNIQUE INDEX CONCURRENTLY ${quoteIdentifier(name)} ON ${relation} USING btree (${list})`,
      idPrefix,
    }),
  );
  tighten.add(keyUsingIndex({ table, index: unique, idPrefix, deferrable: "", type: "primary key" }));
  const where = nullable.map((column) => `${quoteIdentifier(column)} IS NULL`).join(" OR ");
  return ok(
    partsOf({
      tighten: tighten.steps,
      deploys: [
        obeyRuleDeploy({
          relation,
          table: table.name,
          rule: `that each row has a (${list}) of its own, never null`,
        }),
      ],
      relations: [relation],
      serverMajors:
        nullable.length > 0
          ? notNullMajors(catalog.serverMajor)
          : partsOf({ relations: [], summary: "" }).serverMajors,
      summary: `Make (${list}) the primary key of ${relation}`,
      compatibleWith: {
        expand: [],
        backfill: ["Only releases that write no duplicates and no nulls"],
        contract: [],
      },
      findings: [
        finding(
          "info",
          "rows.duplicate",
          relation,
          `Rows with the same (${list}) make the build fail; then nothing is left behind, and the phase can be run again.`,
          `Find them: SELECT ${list}, count(*) FROM ${relation} GROUP BY ${list} HAVING count(*) > 1 LIMIT 20`,
        ),
        ...(nullable.length > 0
          ? [
              finding(
                "info",
                "rows.null",
                relation,
                `Rows without a (${nullable.map(quoteIdentifier).join(", ")}) make the proof fail.`,
                `Find them: SELECT * FROM ${relation} WHERE ${where} LIMIT 20`,
              ),
            ]
          : []),
      ],
    }),
  );
};
