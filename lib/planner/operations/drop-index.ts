import type { Catalog, Index, Table } from "@/lib/catalog/model";
import type { DropIndex } from "@/lib/contracts/operation";
import { ok } from "@/lib/contracts/result";
import { relationName } from "@/lib/sql/identifiers";
import { estimateOf } from "../estimate";
import { all, withoutIndex } from "../evolve";
import { findIndex, findTable } from "../find-table";
import { concurrently, indexOn } from "../index-definition";
import { concurrentIndex } from "../new-index";
import { finding, partsOf } from "../operation-parts";
import type { OperationPlanner } from "../operation-plan";
import { indexesOfPartitions, likeIt, partitionedIndexDrafts, treeOf } from "../partitioned-index";
import { is, not, probeAll } from "../probe";
import { refuse } from "../refuse";
import { type RevertDraft, StepList } from "../step-list";

/** Dropped without stopping reads of the table. The way back builds it again beside reads and writes. */
export const planDropIndex: OperationPlanner<DropIndex> = (operation, context) => {
  const { catalog } = context;
  const found = findIndex(catalog, operation.index);
  if (!found && operation.ifExists) return nothingToDrop(operation.index);
  if (!found) return refuse("index", `there is no index ${operation.index}`);
  const { table, index } = found;
  const relation = relationName(table);
  const full = relationName({ schema: table.schema, name: index.name });
  const above = table.kind === "partition" ? likeIt(ancestorsOf(catalog, table), index) : [];
  if (above.length > 0) {
    return refuse(
      "index",
      `${full} may belong to ${above.map((one) => one.name).join(" or ")} of the table that ${relation} is a partition of: drop that one`,
    );
  }
  const idPrefix = `o${context.index + 1}`;
  const back = wayBack(catalog, table, index, idPrefix);
  if (back === null) return refuse("index", `the way back to ${full} cannot be written: ${index.definition}`);
  const tree = treeOf(catalog, table);
  const whole = table.kind === "partitioned";
  const contract = new StepList(catalog);
  contract.add({
    id: `${idPrefix}-drop`,
    title: `Drop the index ${full}${whole ? " with those of the partitions" : ""}`,
    kind: whole ? "ddl" : "concurrent",
    statements: [`DROP INDEX ${whole ? "" : "CONCURRENTLY "}${full}`],
    probe: probeAll(not(is.index(full))),
    after: all(...tree.flatMap((one) => likeIt([one], index).map(({ name }) => withoutIndex(one, name)))),
    revert: back,
  });
  // Scans are counted where the rows are.
  const counted = whole ? tree.flatMap((one) => likeIt([one], index)) : [index];
  const scans = counted.reduce((sum, one) => sum + one.scans, 0);
  const days = table.statsAgeSeconds === null ? null : Math.floor(table.statsAgeSeconds / 86_400);
  const since = `${days ? `in the ${days === 1 ? "day" : `${days} days`} ` : ""}since the statistics were reset`;
  const { highMs } = estimateOf({ kind: "index-build", table }, context.measurements);
  return ok(
    partsOf({
      contract: contract.steps,
      relations: tree.map(relationName),
      summary: `Drop the index ${full}`,
      compatibleWith: {
        expand: [],
        backfill: [],
        contract: ["Every release; queries that used it get slower"],
      },
      findings: [
        finding(
          scans > 0 ? "warning" : "info",
          "index.used",
          relation,
          scans > 0
            ? `${full} was used by ${scans.toLocaleString("en-US")} scans ${since}.`
            : `${full} was not used ${since}. Replicas count for themselves: look there too.`,
          `Building it again takes up to about ${Math.ceil(highMs / 1000)} s.`,
        ),
        ...(whole
          ? [
              finding(
                "warning",
                "index.whole",
                relation,
                `${full} covers the partitions of ${relation}: no version drops such an index concurrently. Reads and writes of all of them wait for a moment.`,
              ),
            ]
          : []),
        ...(index.unique
          ? [
              finding(
                "warning",
                "index.unique",
                relation,
                `${full} is unique: without it duplicates can be written, ON CONFLICT on its columns fails, and the way back fails once there are duplicates.`,
              ),
            ]
          : []),
      ],
    }),
  );
};

/** What IF EXISTS says where there is none. */
function nothingToDrop(index: string) {
  const message = `There is no index ${index}: nothing is done about it.`;
  return ok(
    partsOf({
      relations: [],
      summary: `No index ${index} to drop`,
      compatibleWith: {},
      findings: [finding("info", "index.absent", null, message)],
    }),
  );
}

/** The tables that a partition is, step by step, a part of. */
function ancestorsOf(catalog: Catalog, table: Table): readonly Table[] {
  const parents = table.inheritsFrom.flatMap((name) => findTable(catalog, name) ?? []);
  return parents.flatMap((parent) => [parent, ...ancestorsOf(catalog, parent)]);
}

/** Built again beside reads and writes; null where that cannot be written. */
function wayBack(
  catalog: Catalog,
  table: Table,
  index: Index,
  idPrefix: string,
): readonly RevertDraft[] | null {
  if (table.kind !== "partitioned") {
    const sql = concurrently(index.definition);
    return sql === null ? null : [concurrentIndex({ table, index, sql, idPrefix: `${idPrefix}-back` })];
  }
  const own = indexesOfPartitions(catalog, table, index);
  if (own === null) return null;
  return partitionedIndexDrafts({
    catalog,
    table,
    index,
    sql: (on) => indexOn(index.definition, on.name, on.table, on.how) ?? index.definition,
    nameOn: (partition) => own.get(relationName(partition))?.name ?? index.name,
    idPrefix: `${idPrefix}-back`,
  });
}
