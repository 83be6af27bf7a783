import type { Constraint, Index, Table } from "@/lib/catalog/model";
import { quoteIdentifier, relationName } from "@/lib/sql/identifiers";
import {
  type AttachmentOrder,
  type CannotCopy,
  checksOf,
  foreignKeysOf,
  indexesOf,
  notNullConstraint,
  statisticsOf,
} from "./attached";
import { copiedDefinition } from "./copied-definition";
import { commentDrafts, statisticsDrafts, targetDrafts } from "./copied-descriptions";
import { all, withConstraint, withIndex, withoutConstraint } from "./evolve";
import { indexOn } from "./index-definition";
import { notNullDrafts } from "./not-null";
import { foreignKeyOverPartitions, isKeyedPartByPart } from "./partitioned-foreign-key";
import { indexesOfPartitions, partitionedIndexDrafts, treeOf } from "./partitioned-index";
import { is, not, probeAll, probeEither } from "./probe";
import type { StepDraft } from "./step-list";

/** Steps in the order they run: what validates rows first, then what only describes. */
export function attachmentDrafts(order: AttachmentOrder): readonly StepDraft[] | CannotCopy {
  const { table, from } = order;
  const drafts: StepDraft[] = [];
  if (from.notNull) {
    const { serverMajor } = order.catalog;
    const partitions = treeOf(order.catalog, table).slice(1);
    drafts.push(
      ...notNullDrafts({ ...order, serverMajor, partitions, column: order.to, ...notNullNames(order) }),
    );
  }
  const makers = [
    ...checksOf(table, from.name).map((check) => () => checkDrafts(order, check)),
    ...indexesOf(table, from.name).map((index) => () => indexDrafts(order, index)),
    ...foreignKeysOf(table, from.name).map((key) => () => foreignKeyDrafts(order, key)),
    ...statisticsOf(table, from.name).map((statistics) => () => statisticsDrafts(order, statistics)),
  ];
  for (const make of makers) {
    const made = make();
    if ("what" in made) return made;
    drafts.push(...made);
  }
  drafts.push(...commentDrafts(order), ...targetDrafts(order));
  return drafts;
}

export function notNullNames({ table, from, nameOf }: AttachmentOrder): {
  check: string;
  constraint: string;
} {
  const constraint = nameOf(notNullConstraint(table, from.name));
  return {
    check: constraint === notNullConstraint(table, from.name) ? `${constraint}_check` : constraint,
    constraint,
  };
}

const alter = (relation: string, what: string) => `ALTER TABLE ${relation} ${what}`;

function checkDrafts(order: AttachmentOrder, check: Constraint): readonly StepDraft[] | CannotCopy {
  const copied = copyConstraint(order, check);
  return copied ?? { what: `the check ${check.name}` };
}

/** A row that violates nothing on the old column violates nothing on its equal copy: new writes pass from NOT VALID on. */
function copyConstraint(order: AttachmentOrder, original: Constraint): readonly StepDraft[] | null {
  const { table, relation, from, to, others, retype, nameOf, idPrefix, catalog } = order;
  const name = nameOf(original.name);
  const unchecked = / NOT VALID$/.test(original.definition) ? "" : " NOT VALID";
  const sql = copiedDefinition({
    sql: alter(relation, `ADD CONSTRAINT x ${original.definition}${unchecked}`),
    name,
    from: from.name,
    to,
    others,
    retype,
  });
  if (sql === null) return null;
  const constraint: Constraint = {
    ...original,
    name,
    columns: original.columns.map((column) => (column === from.name ? to : (others?.get(column) ?? column))),
    validated: false,
  };
  const id = `${idPrefix}-${original.name}`;
  if (original.type === "foreign key" && isKeyedPartByPart(catalog, table)) {
    const copy = { ...constraint, definition: definitionIn(sql, name) };
    return foreignKeyOverPartitions(catalog, { table, relation, constraint: copy, idPrefix: id });
  }
  const add: StepDraft = {
    id: `${id}-add`,
    title: `Copy the ${original.type} ${original.name} to ${to}, for new rows at first`,
    kind: "ddl",
    statements: [sql],
    probe: probeAll(is.constraint(relation, name)),
    after: withConstraint(table, constraint),
    revert: [dropConstraint(order, name, id)],
  };
  if (!original.validated) return [add];
  const validate: StepDraft = {
    id: `${id}-validate`,
    title: `Check all rows against the copy of ${original.name}`,
    kind: "validate",
    statements: [alter(relation, `VALIDATE CONSTRAINT ${quoteIdentifier(name)}`)],
    probe: probeAll(is.constraint(relation, name, { validated: true })),
    after: withConstraint(table, { ...constraint, validated: true }),
  };
  return [add, validate];
}

/** What stands behind `ADD CONSTRAINT name`, without `NOT VALID`. */
export function definitionIn(sql: string, name: string): string {
  const start = `ADD CONSTRAINT ${quoteIdentifier(name)} `;
  return sql.slice(sql.indexOf(start) + start.length).replace(/ NOT VALID;?$/, "");
}

/** Whether the partitions call the foreign key as the whole does: a name of its own would be lost. */
export function isCalledSame(tree: readonly Table[], key: Constraint): boolean {
  return tree.every((one) =>
    one.constraints.some(({ name, definition }) => name === key.name && definition === key.definition),
  );
}

function foreignKeyDrafts(order: AttachmentOrder, key: Constraint): readonly StepDraft[] | CannotCopy {
  const made = isCalledSame(treeOf(order.catalog, order.table), key) ? copyConstraint(order, key) : null;
  return made ?? { what: `the foreign key ${key.name}` };
}

function dropConstraint({ table, relation }: AttachmentOrder, name: string, id: string) {
  return {
    id: `${id}-drop`,
    title: `Drop the constraint ${name}`,
    kind: "ddl" as const,
    statements: [alter(relation, `DROP CONSTRAINT ${quoteIdentifier(name)}`)],
    probe: probeAll(not(is.constraint(relation, name))),
    after: withoutConstraint(table, name),
  };
}

function indexDrafts(order: AttachmentOrder, original: Index): readonly StepDraft[] | CannotCopy {
  const { table, relation, from, to, others, retype, nameOf, idPrefix, catalog } = order;
  const name = nameOf(original.name);
  const full = relationName({ schema: table.schema, name });
  const sql = copiedDefinition({
    sql: original.definition,
    name,
    from: from.name,
    to,
    others,
    retype,
    concurrently: true,
  });
  if (sql === null) return { what: `the index ${original.name}` };
  const id = `${idPrefix}-${original.name}`;
  const swap = (column: string) => (column === from.name ? to : (others?.get(column) ?? column));
  const copy: Index = {
    ...original,
    name,
    columns: original.columns.map(swap),
    mentions: original.mentions.map(swap),
    constraintName: null,
  };
  const owner = table.constraints.find((one) => one.name === original.constraintName);
  if (table.kind === "partitioned") {
    const own = indexesOfPartitions(catalog, table, original);
    const cannot = { what: `the index ${original.name} of ${relation} and its partitions` };
    // ADD CONSTRAINT … UNIQUE over partitions says columns only.
    const plain = !owner || (!owner.deferrable && !/ INCLUDE /.test(original.definition));
    if (!own || !plain) return cannot;
    return partitionedIndexDrafts({
      catalog,
      table,
      index: copy,
      sql: (on) => indexOn(sql, on.name, on.table, on.how) ?? sql,
      nameOn: (partition) => nameOf(own.get(relationName(partition))?.name ?? original.name),
      idPrefix: id,
      ...(owner ? { constraint: "unique" } : {}),
      nullsNotDistinct: / NULLS NOT DISTINCT/.test(original.definition),
    });
  }
  const build: StepDraft = {
    id: `${id}-build`,
    title: `Build the copy of index ${original.name} on ${to}, beside reads and writes`,
    kind: "concurrent",
    statements: [sql],
    probe: probeEither(is.index(full, { usable: true }), is.index(full)),
    after: withIndex(table, copy),
    revert: [
      {
        id: `${id}-drop`,
        title: `Drop the index ${name}`,
        kind: "concurrent",
        statements: [`DROP INDEX CONCURRENTLY ${full}`],
        probe: probeAll(not(is.index(full))),
      },
    ],
  };
  if (!owner) return [build];
  const deferrable = `${owner.deferrable ? " DEFERRABLE" : ""}${owner.initiallyDeferred ? " INITIALLY DEFERRED" : ""}`;
  const attach: StepDraft = {
    id: `${id}-constraint`,
    title: `Make the new index the unique constraint of ${to}`,
    kind: "ddl",
    statements: [
      alter(
        relation,
        `ADD CONSTRAINT ${quoteIdentifier(name)} UNIQUE USING INDEX ${quoteIdentifier(name)}${deferrable}`,
      ),
    ],
    probe: probeAll(is.constraint(relation, name)),
    after: all(
      withConstraint(table, { ...owner, name, columns: copy.columns, indexName: name }),
      withIndex(table, { ...copy, constraintName: name }),
    ),
    // The index goes with its constraint; the revert of the build then finds nothing left to drop.
    revert: [dropConstraint(order, name, `${id}-constraint`)],
  };
  return [build, attach];
}
