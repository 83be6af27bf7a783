import type { Catalog, Constraint } from "@/lib/catalog/model";
import type { PartitionTable } from "@/lib/contracts/operation";
import { referenced } from "@/lib/sql/facts/known";
import { relationName } from "@/lib/sql/identifiers";
import type { Refusal } from "../operation-plan";
import { list } from "./carry-trigger";
import { pointingAt } from "./phases";
import { hiddenName, isWidened, type Repartitioned } from "./repartitioned";

/** Why a table cannot be partitioned with all that hangs on it, and what helps. */
export function partitionRefusals(
  one: Repartitioned,
  { primaryKey: wanted }: PartitionTable,
): readonly Refusal[] {
  const { table } = one;
  const say = (field: string, message: string): Refusal => ({ field, message });
  const missing = one.partitionColumns.filter((name) => !one.key.includes(name));
  const dropped = one.primaryKey.columns.filter((name) => !one.key.includes(name));
  return [
    ...(missing.length > 0
      ? [
          say(
            "primaryKey",
            `the primary key (${one.key.join(", ")}) must hold ${missing.join(", ")}, which the table is partitioned by: Postgres looks for a second row in one partition only. Give a primary key of (${[...new Set([...one.primaryKey.columns, ...wanted, ...missing])].join(", ")}); ${one.primaryKey.columns.join(", ")} alone is then unique no more once contract is done`,
          ),
        ]
      : []),
    ...(dropped.length > 0
      ? [
          say(
            "primaryKey",
            `it must hold ${dropped.join(", ")} of the primary key that there is: rows are told apart by it`,
          ),
        ]
      : []),
    ...table.columns
      .filter(({ name, notNull }) => one.key.includes(name) && !notNull)
      .map(({ name }) =>
        say("primaryKey", `${name} may be null: make it not null in a change before this one`),
      ),
    ...table.columns
      .filter(({ name, type }) => one.key.includes(name) && type.includes(".") && !isEnum(one.catalog, type))
      .map(({ name, type }) =>
        say("primaryKey", `${name} is of the type ${type}, whose equality is not Postgres' own`),
      ),
    ...table.constraints.flatMap((constraint) =>
      constraintRefusals(one, constraint).map((text) => say("table", text)),
    ),
    ...one.indexes
      .filter(
        ({ unique, columns }) => unique && !one.partitionColumns.every((name) => columns.includes(name)),
      )
      .map(({ name }) =>
        say(
          "table",
          `the unique index ${name} does not hold ${list(one.partitionColumns)}: over partitions nothing is unique without it. Drop it in a change before this one, or partition by a column of it`,
        ),
      ),
    ...tableRefusals(one).map((text) => say("table", text)),
    ...one.incoming.flatMap((key) => incomingRefusals(one, key).map((text) => say("table", text))),
    ...viewRefusals(one).map((text) => say("table", text)),
  ];
}

const isEnum = (catalog: Catalog, type: string) => catalog.enums.some((one) => relationName(one) === type);

function constraintRefusals(one: Repartitioned, constraint: Constraint): readonly string[] {
  const { name, type, validated, definition, columns, deferrable } = constraint;
  const before = "in a change before this one";
  if (type === "exclusion")
    return [`the exclusion constraint ${name} cannot hold over partitions: drop it ${before}`];
  if (type === "unique" && !one.partitionColumns.every((column) => columns.includes(column))) {
    return [
      `the unique constraint ${name} does not hold ${list(one.partitionColumns)}: over partitions nothing is unique without it. Drop it ${before}, or partition by a column of it`,
    ];
  }
  if (constraint === one.primaryKey) {
    if (deferrable) return [`the primary key ${name} is deferrable: rows cannot be carried over by it`];
    const said = `PRIMARY KEY (${list(columns)})`;
    return isWidened(one) && !definition.startsWith(said) ? [`the primary key ${name} cannot be read`] : [];
  }
  if (!validated && type !== "not null")
    return [`${name} is not validated, and rows that violate it could not be copied: validate it ${before}`];
  if (/ NO INHERIT\b/.test(definition) && type === "check")
    return [
      `the check ${name} is NO INHERIT, which a partitioned table cannot have: make it anew without ${before}`,
    ];
  if (!validated) return [`the NOT NULL ${name} is not validated: validate it ${before}`];
  return referenced(constraint) === one.relation && type === "foreign key"
    ? [
        `the foreign key ${name} points at the table itself: rows would be copied before the ones they point at. Drop it ${before}, and add it again after`,
      ]
    : [];
}

function tableRefusals({ table, relation, partitions, catalog }: Repartitioned): readonly string[] {
  return [
    ...(table.inheritsFrom.length > 0 || catalog.tables.some((other) => other.inheritsFrom.includes(relation))
      ? [`${relation} takes part in inheritance, which a partitioned table cannot`]
      : []),
    ...(table.rowSecurityForced
      ? [
          `row security of ${relation} is forced upon its owner, in whose name rows are carried over: take FORCE away in a change before this one`,
        ]
      : []),
    ...(table.publications.length > 0
      ? [
          `${relation} is published (${table.publications.join(", ")}), and subscribers would need the partitioned table too. Take it out of the publication in a change before this one`,
        ]
      : []),
    ...(table.replicaIdentity === "index"
      ? [
          `the replica identity of ${relation} is an index, and each partition's has another name: set it to DEFAULT or FULL in a change before this one`,
        ]
      : []),
    ...table.triggers
      .filter(({ forEachRow, definition }) => forEachRow && /\bREFERENCING\b/.test(definition))
      .map(
        ({ name }) =>
          `the trigger ${name} is one for each row with transition tables, which a partitioned table cannot have: drop it in a change before this one`,
      ),
    ...(partitions.length === 0 ? [`${relation} would have no partition`] : []),
  ];
}

function incomingRefusals(one: Repartitioned, key: Repartitioned["incoming"][number]): readonly string[] {
  const { constraint, relation, table } = key;
  const what = `the foreign key ${constraint.name} of ${relation}`;
  const before = "Drop it in a change before this one";
  if (isWidened(one) && sameColumns(constraint.references?.columns ?? [], one.primaryKey.columns)) {
    return [
      `${what} points at ${list(one.primaryKey.columns)}, which alone is unique no more then. ${before}, or give the other table the columns of the new key`,
    ];
  }
  if (table.kind !== "table" || table.inheritsFrom.length > 0) {
    return [
      `${what} is one of a partitioned table or a partition, where it cannot be proven beside writes. ${before}, and add it again after`,
    ];
  }
  if (pointingAt(one, key, hiddenName(one, "partitioned")) === null || !constraint.validated) {
    return [`${what} is not validated, or cannot be read. ${before}, and add it again after`];
  }
  // Before 15 a row that changes its partition counts as deleted there.
  return one.catalog.serverMajor < 15 && /ON DELETE (CASCADE|SET)/.test(constraint.definition)
    ? [
        `${what} acts when a row is deleted, and before version 15 it does so too when a row moves to another partition. ${before}`,
      ]
    : [];
}

const sameColumns = (left: readonly string[], right: readonly string[]) =>
  [...left].sort().join("\0") === [...right].sort().join("\0");

function viewRefusals(one: Repartitioned): readonly string[] {
  const before = "Drop it in a change before this one, and create it again after";
  return one.views.flatMap((view) => {
    const name = relationName(view);
    if (view.materialized)
      return [`the materialized view ${name} reads it and cannot be made anew in a moment. ${before}`];
    if (view.reads.some((read) => read.relation === one.relation && read.column === null)) {
      return [`the view ${name} reads its rows as a whole, and so has the old table's row type. ${before}`];
    }
    return isWidened(one) && /\bGROUP BY\b/i.test(view.definition)
      ? [`the view ${name} may rest on the primary key that there is (GROUP BY). ${before}`]
      : [];
  });
}
