import type { Catalog, Column, Table } from "@/lib/catalog/model";
import { relationName } from "@/lib/sql/identifiers";
import { bodyOf, type Node, parseExpression, parseSql, strings, walk } from "@/lib/sql/parse";
import { partitionRefusals } from "./partitioned-column";
import { treeOf } from "./partitioned-index";

/** What is done to the column by a copy of it, and what to do where that cannot be. */
export interface CopyWords {
  /** `a column is … by a copy` */
  readonly done: string;
  /** A sentence without its full stop. */
  readonly instead: string;
  /** The route moves primary keys, identity and foreign keys that point at the column. */
  readonly movesKeys?: boolean;
  /** The route knows partitions, except for foreign keys that point at the column. */
  readonly overPartitions?: boolean;
}

const RENAME: CopyWords = {
  done: "renamed",
  instead: "Keep the name in the database and map it in the app",
};

/** Why this column cannot be replaced by a copy, each with what to do instead; none: it can. */
export function copyRefusals(
  catalog: Catalog,
  table: Table,
  column: Column,
  { done, instead, movesKeys = false, overPartitions = false }: CopyWords = RENAME,
): readonly string[] {
  const name = column.name;
  const relation = relationName(table);
  const whole = table.kind === "partitioned" && overPartitions;
  const kinds = {
    table: "",
    partitioned: "partitioned table",
    partition: "partition",
    foreign: "foreign table",
  };
  const reasons: string[] = [];
  const refuse = (condition: boolean, reason: string) => {
    if (condition) reasons.push(reason);
  };

  refuse(
    table.kind !== "table" && !whole,
    `${relation} is a ${kinds[table.kind]}: a column is ${done} by a copy only in an ordinary table. ${instead}`,
  );
  const inherits =
    table.inheritsFrom.length > 0 || catalog.tables.some((one) => one.inheritsFrom.includes(relation));
  refuse(
    table.kind === "table" && inherits,
    `${relation} takes part in inheritance, and a trigger on one table does not fire for the others. ${instead}`,
  );
  const keysStay = whole || !movesKeys;
  const key = table.constraints.find((one) => one.type === "primary key" && one.columns.includes(name));
  refuse(
    !movesKeys && key !== undefined && !(whole && table.partitionKeyColumns.includes(name)),
    `${name} is part of the primary key of ${relation}: other tables, replication and ORMs know rows by it. ${instead}`,
  );
  refuse(
    whole && key !== undefined && (key.deferrable || / INCLUDE /.test(key.definition)),
    `the primary key ${key?.name} of ${relation} says DEFERRABLE or INCLUDE, and is not made so over partitions that have theirs. ${instead}`,
  );
  refuse(
    !movesKeys && column.identity !== null,
    `${name} is an identity column: its generator cannot be moved to another column without a gap. ${instead}`,
  );
  refuse(
    column.generated !== null,
    `${name} is a generated column, which nobody can write. Add another generated column and drop this one in a later change`,
  );
  const tree = whole ? treeOf(catalog, table) : [table];
  for (const other of catalog.tables) {
    const pointing = other.constraints.find((one) =>
      tree.some((part) => pointsAt(one.references, part, name)),
    );
    refuse(
      keysStay && pointing !== undefined,
      `the foreign key ${pointing?.name} of ${relationName(other)} points at ${name}. Point it at another unique column first`,
    );
  }
  for (const part of tree) reasons.push(...namedOn(catalog, part, name, instead));
  if (whole) reasons.push(...partitionRefusals(catalog, table, column, { done, instead }));
  const domain = (catalog.domains ?? []).find((one) => relationName(one) === column.type && one.constrained);
  refuse(
    domain !== undefined,
    `${name} has the type ${column.type}, a domain with a constraint: adding such a column rewrites ${relation} while nobody can read it. Move the constraint from the domain to a check of the table first`,
  );
  for (const routine of catalog.functions.filter(
    (one) =>
      /^\s*(BEGIN ATOMIC|RETURN)\b/i.test(one.body) &&
      mentionsWord(one.body, name) &&
      mentionsWord(one.body, table.name),
  )) {
    reasons.push(
      `the function ${relationName(routine)} has an SQL body that depends on ${name}. Replace it by one that does not, in a change before this one`,
    );
  }
  return reasons;
}

/** What names the column on this very table, and cannot be copied. */
function namedOn(catalog: Catalog, table: Table, name: string, instead: string): readonly string[] {
  const relation = relationName(table);
  const has = (columns: readonly string[]) => columns.includes(name);
  const reasons: string[] = [];
  const refuse = (condition: boolean, reason: string) => {
    if (condition) reasons.push(reason);
  };
  refuse(
    table.constraints.some((one) => one.type === "exclusion" && has(one.columns)) ||
      table.indexes.some((one) => /EXCLUDE/.test(one.definition) && has(one.mentions)),
    `${name} is part of an exclusion constraint, which cannot be built without blocking writes. Drop the constraint first. ${instead}`,
  );
  for (const view of catalog.views.filter((one) =>
    one.reads.some((read) => read.relation === relation && read.column === name),
  )) {
    reasons.push(
      `the ${view.materialized ? "materialized view" : "view"} ${relationName(view)} reads ${name}. Drop it, or replace it by one that does not read ${name}, in a change before this one`,
    );
  }
  for (const policy of table.policies.filter((one) => has(one.mentions))) {
    reasons.push(
      `the row security policy ${policy.name} reads ${name}. Replace it by one that does not, in a change before this one`,
    );
  }
  for (const other of table.columns.filter(
    (one) => one.generated && mentionsColumn(one.generated.expression, name),
  )) {
    reasons.push(`the generated column ${other.name} is computed from ${name}. Drop or replace it first`);
  }
  for (const trigger of table.triggers.filter(
    (one) => one.updateOf.includes(name) || whenMentions(one.definition, name),
  )) {
    reasons.push(
      `the trigger ${trigger.name} names ${name} in its UPDATE OF or WHEN. Create it without that, in a change before this one`,
    );
  }
  refuse(
    table.replicaIdentity === "index" && table.indexes.some((one) => one.unique && has(one.mentions)),
    `${relation} has a unique index as replica identity, and ${name} may be part of it. Set REPLICA IDENTITY DEFAULT or FULL first`,
  );
  return reasons;
}

function pointsAt(
  target: { schema: string; table: string; columns: readonly string[] } | null,
  table: Table,
  column: string,
): boolean {
  return target?.schema === table.schema && target.table === table.name && target.columns.includes(column);
}

function mentionsColumn(expression: string, column: string): boolean {
  const parsed = parseExpression(expression);
  if (!parsed.ok) return true;
  return treeNames(parsed.value, column);
}

function treeNames(tree: unknown, column: string): boolean {
  let found = false;
  walk({ tree }, (kind, body) => {
    if (kind === "ColumnRef" && strings(body.fields as Node[]).at(-1) === column) found = true;
  });
  return found;
}

function whenMentions(definition: string, column: string): boolean {
  const parsed = parseSql(definition);
  if (!parsed.ok) return true;
  const trigger = bodyOf(parsed.value[0]?.node, "CreateTrigStmt");
  return trigger?.whenClause !== undefined && treeNames(trigger.whenClause, column);
}

/** Whether the text says the word; a hint, not a proof. */
export function mentionsWord(text: string, word: string): boolean {
  const escaped = word.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  return new RegExp(`(?<![\\p{L}\\p{N}_$])${escaped}(?![\\p{L}\\p{N}_$])`, "iu").test(text);
}
