import type { Catalog, Column, Table } from "@/lib/catalog/model";
import type { PlanFinding } from "@/lib/contracts/plan";
import { relationName } from "@/lib/sql/identifiers";
import type { CopyWords } from "./copy-refusals";
import { findColumn } from "./find-table";
import { namedColumns } from "./named-columns";
import { finding } from "./operation-parts";
import { isPartition, likeIt, treeOf } from "./partitioned-index";

/** The table with the triggers of its partitions: a trigger of ours on the whole is one on each of them. */
export function withAllTriggers(catalog: Catalog, table: Table): Table {
  return { ...table, triggers: treeOf(catalog, table).flatMap(({ triggers }) => triggers) };
}

/** Why a column of a partitioned table cannot be replaced by a copy; none: each partition has what the whole has. */
export function partitionRefusals(
  catalog: Catalog,
  table: Table,
  column: Column,
  { done, instead }: Pick<CopyWords, "done" | "instead">,
): readonly string[] {
  const relation = relationName(table);
  const name = column.name;
  const fixed = fixedByPartitions(catalog, table, column, { done, instead });
  if (fixed.length > 0) return fixed;
  return treeOf(catalog, table)
    .slice(1)
    .flatMap((partition) => {
      const own = ownParts(table, partition, column);
      return own.length === 0
        ? []
        : [
            `the partition ${relationName(partition)} has for ${name} what ${relation} has not: ${own.join(", ")}. Make it the same there first. ${instead}`,
          ];
    });
}

/** Why no statement changes a column: it is that of a whole table, or one that rows are put into partitions by. */
export function fixedByPartitions(
  catalog: Catalog,
  table: Table,
  { name }: Pick<Column, "name">,
  { done, instead }: Pick<CopyWords, "done" | "instead">,
): readonly string[] {
  if (isPartition(table))
    return [`${relationName(table)} is a partition: make the change on ${table.inheritsFrom.join(", ")}`];
  return treeOf(catalog, table)
    .filter((one) => partitionedBy(one).includes(name))
    .map(
      (one) =>
        `${relationName(one)} is partitioned by ${name}: the bounds of its partitions speak of that column, so it cannot be ${done}. ${instead}`,
    );
}

/** Columns that the table is partitioned by, also within expressions. */
function partitionedBy({ partitionKeyColumns, partitioning }: Table): readonly string[] {
  const list = /^\w+ \((.*)\)$/s.exec(partitioning?.key ?? "")?.[1];
  return list === undefined ? partitionKeyColumns : [...partitionKeyColumns, ...namedColumns(list)];
}

/** What the partition alone has on the column, by name. */
function ownParts(table: Table, partition: Table, column: Column): readonly string[] {
  const name = column.name;
  const its = findColumn(partition, name);
  const mentions = ({ columns }: { readonly columns: readonly string[] }) => columns.includes(name);
  const belonging = new Set(
    table.indexes
      .filter((index) => index.mentions.includes(name))
      .flatMap((index) => likeIt([partition], index))
      .map((index) => index.name),
  );
  const settings = ["type", "collation", "notNull", "default", "statisticsTarget", "storage"] as const;
  return [
    ...settings.filter((setting) => its?.[setting] !== column[setting]).map((one) => `another ${WORDS[one]}`),
    // SET COMPRESSION leaves partitions alone (observed on 15 and 18).
    ...(its?.compression || column.compression ? ["a compression"] : []),
    ...(its?.comment ? ["a comment"] : []),
    ...(its && its.grants.length > 0 ? ["grants"] : []),
    ...partition.indexes
      .filter((one) => one.valid && one.mentions.includes(name) && !belonging.has(one.name))
      .map((one) => `the index ${one.name}`),
    ...partition.constraints
      .filter((one) => ["check", "foreign key"].includes(one.type) && mentions(one))
      .filter((one) => !table.constraints.some(({ definition }) => definition === one.definition))
      .map((one) => `the ${one.type} ${one.name}`),
    ...partition.statistics.filter(mentions).map((one) => `the statistics ${one.name}`),
  ];
}

const WORDS = {
  type: "type",
  collation: "collation",
  notNull: "NOT NULL",
  default: "default",
  statisticsTarget: "statistics target",
  storage: "storage",
} as const;

/** What the author has to know where the table is partitioned; `columns` are those a new partition has to have. */
export function partitionFindings(table: Table, columns: string): readonly PlanFinding[] {
  if (table.kind !== "partitioned") return [];
  const relation = relationName(table);
  return [
    finding(
      "info",
      "partitions.new",
      relation,
      `Partitions that CREATE TABLE … PARTITION OF makes while the change is under way get all of it from ${relation}. A table that is to be attached needs ${columns}.`,
    ),
  ];
}

/** What the author has to know where the column is part of a partitioned table's primary key, which moves by `until`. */
export function partitionKeyFindings(table: Table, { name }: Column, until: string): readonly PlanFinding[] {
  const isKey = table.constraints.some((one) => one.type === "primary key" && one.columns.includes(name));
  if (table.kind !== "partitioned" || !isKey) return [];
  const relation = relationName(table);
  return [
    finding(
      "warning",
      "partitions.key",
      relation,
      `The primary key of ${relation} is made anew partition by partition: ${until} is refused while the table has other partitions than when the change was planned.`,
      "Make the partitions that will be needed before you plan, and drop or detach none until then.",
    ),
  ];
}
