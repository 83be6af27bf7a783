import { blankIndex } from "@/lib/catalog/blank";
import type { Table } from "@/lib/catalog/model";
import { indexNameOn } from "@/lib/change/operations/create-index";
import type { CreateIndex } from "@/lib/contracts/operation";
import { ok } from "@/lib/contracts/result";
import { quoteIdentifier, relationName } from "@/lib/sql/identifiers";
import { findTable } from "../find-table";
import { namedColumns } from "../named-columns";
import { concurrentIndex } from "../new-index";
import { finding, partsOf } from "../operation-parts";
import { type OperationPlanner, SERVER_MAJORS } from "../operation-plan";
import { partitionedIndexDrafts, treeOf } from "../partitioned-index";
import { refuse } from "../refuse";
import { obeyRuleDeploy } from "../snippets/obey-rule";
import { StepList } from "../step-list";

/** Built concurrently. A unique one holds for writes while it is built, so the app goes first. */
export const planCreateIndex: OperationPlanner<CreateIndex> = (operation, context) => {
  const { catalog, index } = context;
  const table = findTable(catalog, operation.table);
  if (!table || operation.name === null) return refuse("table", `there is no table ${operation.table}`);
  const relation = relationName(table);
  if (table.kind === "foreign") return refuse("table", `${relation} is a foreign table and has no indexes`);
  const { name, keys, unique, method, include, where, nullsNotDistinct, storage } = operation;
  const columns = namedColumns(keys);
  const sql = (on: { name: string; table: Table; how: "only" | "concurrently" }) =>
    [
      `CREATE ${unique ? "UNIQUE " : ""}INDEX ${on.how === "concurrently" ? "CONCURRENTLY " : ""}${quoteIdentifier(on.name)}`,
      `ON ${on.how === "only" ? "ONLY " : ""}${relationName(on.table)} USING ${quoteIdentifier(method)} (${keys})`,
      include.length > 0 ? `INCLUDE (${include.map(quoteIdentifier).join(", ")})` : "",
      nullsNotDistinct ? "NULLS NOT DISTINCT" : "",
      storage === undefined ? "" : `WITH (${storage})`,
      where === null ? "" : `WHERE ${where}`,
    ]
      .filter((part) => part !== "")
      .join(" ");
  const wanted = blankIndex(name, columns, {
    unique,
    predicate: where,
    hasExpressions: where !== null || /\(/.test(keys),
    mentions: [...columns, ...include, ...(where === null ? [] : namedColumns(where))],
  });
  const idPrefix = `o${index + 1}`;
  const drafts =
    table.kind === "partitioned"
      ? partitionedIndexDrafts({
          catalog,
          table,
          index: wanted,
          sql,
          nameOn: (partition) => indexNameOn(operation, catalog, partition),
          idPrefix,
        })
      : [
          concurrentIndex({
            table,
            index: wanted,
            sql: sql({ name, table, how: "concurrently" }),
            idPrefix,
          }),
        ];
  const list = new StepList(catalog);
  for (const draft of drafts) list.add(draft);
  const only = where === null ? "" : ` among rows where ${where}`;
  return ok(
    partsOf({
      ...(unique
        ? {
            tighten: list.steps,
            deploys: [
              obeyRuleDeploy({
                relation,
                table: table.name,
                rule: `that no two rows have the same (${keys})${only}`,
              }),
            ],
            compatibleWith: {
              expand: [],
              backfill: ["Only releases that write no duplicates"],
              contract: [],
            },
          }
        : { expand: list.steps }),
      ...(nullsNotDistinct ? { serverMajors: { ...SERVER_MAJORS, min: 15 } } : {}),
      relations: treeOf(catalog, table).map(relationName),
      summary: `Create ${unique ? "a unique" : "an"} index on ${relation} (${keys})`,
      findings: [
        finding(
          "info",
          "index.wait",
          relation,
          "A concurrent build waits for every transaction that is older than itself, also on other tables, and costs each write a little from then on.",
        ),
        ...(unique
          ? [
              finding(
                "info",
                "rows.duplicate",
                relation,
                `Rows with the same (${keys}) make the build fail; then nothing is left behind.`,
                `Find them: SELECT ${keys}, count(*) FROM ${relation}${where === null ? "" : ` WHERE ${where}`} GROUP BY ${columns.length > 0 ? keys : "1"} HAVING count(*) > 1 LIMIT 20`,
              ),
            ]
          : []),
      ],
    }),
  );
};
