import type { Catalog, Index } from "@/lib/catalog/model";
import { quoteIdentifier, quoteLiteral, relationName } from "@/lib/sql/identifiers";
import type { CannotCopy } from "./attached";
import { definitionIn, isCalledSame } from "./attachments";
import { copiedDefinition } from "./copied-definition";
import { withConstraint, withIndex, withoutConstraint } from "./evolve";
import { indexOn } from "./index-definition";
import type { KeyPlace, MovedColumn, MovedForeignKey, MovedKey, MovedKeys } from "./moved-keys";
import { concurrentIndex } from "./new-index";
import { foreignKeyOverPartitions, isKeyedPartByPart } from "./partitioned-foreign-key";
import { is, not, probeAll, probeEither } from "./probe";
import type { StepDraft } from "./step-list";

/** The columns that do not lead: `next` before the switch, `former` after it. */
export type Side = "next" | "former";

const nameOn = (column: MovedColumn, side: Side) => (side === "next" ? column.nextName : column.formerName);

const namesOn = (columns: readonly MovedColumn[], side: Side) =>
  new Map(columns.map((column) => [column.old.name, nameOn(column, side)]));

export const indexNameOn = (key: KeyPlace, side: Side) => (side === "next" ? key.nextIndex : key.formerIndex);

export const foreignKeyOn = (key: MovedForeignKey, side: Side) =>
  side === "next" ? key.nextName : key.formerName;

/** Unique indexes for the primary keys, then the foreign keys that need them: beside reads and writes. */
export function keyDrafts(group: MovedKeys, side: Side, idPrefix: string): readonly StepDraft[] | CannotCopy {
  const drafts: StepDraft[] = [];
  for (const [at, key] of group.keys.entries()) {
    const made = indexDrafts(key, side, `${idPrefix}-key${at + 1}`);
    if ("what" in made) return made;
    drafts.push(...made);
  }
  for (const [at, key] of group.foreignKeys.entries()) {
    const made = foreignKeyDrafts(group.catalog, key, side, `${idPrefix}-reference${at + 1}`);
    if ("what" in made) return made;
    drafts.push(...made);
  }
  return drafts;
}

function indexDrafts(key: MovedKey, side: Side, id: string): readonly StepDraft[] | CannotCopy {
  const { table, index, columns } = key;
  const names = namesOn(columns, side);
  const name = indexNameOn(key, side);
  const full = relationName({ schema: table.schema, name });
  const [first] = names;
  if (!first) return { what: `the primary key ${index.name}` };
  const sql = copiedDefinition({
    sql: index.definition,
    name,
    from: first[0],
    to: first[1],
    others: names,
    concurrently: true,
  });
  if (sql === null) return { what: `the primary key ${index.name}` };
  const swap = (column: string) => names.get(column) ?? column;
  const copy: Index = {
    ...index,
    name,
    columns: index.columns.map(swap),
    mentions: index.mentions.map(swap),
    primary: false,
    constraintName: null,
  };
  if (table.kind === "partitioned") {
    // One of the whole cannot become its primary key on any server; those of the partitions can.
    return key.partitions
      .filter((part) => part.table.kind !== "partitioned")
      .map((part) => {
        const own = { ...copy, name: indexNameOn(part, side) };
        return concurrentIndex({
          table: part.table,
          index: own,
          sql: indexOn(sql, own.name, part.table) ?? sql,
          idPrefix: `${id}-${part.table.name}`,
        });
      });
  }
  const build: StepDraft = {
    id,
    title: `Build the index of the primary key ${index.name} on ${[...names.values()].join(", ")}, beside reads and writes`,
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
  return [build];
}

function foreignKeyDrafts(
  catalog: Catalog,
  key: MovedForeignKey,
  side: Side,
  id: string,
): readonly StepDraft[] | CannotCopy {
  const { table, relation, constraint, columns, referenced, partitions } = key;
  const name = foreignKeyOn(key, side);
  const own = namesOn(columns, side);
  const theirs = namesOn(referenced, side);
  const [from, to] = [...own][0] ?? ["", ""];
  const unchecked = / NOT VALID$/.test(constraint.definition) ? "" : " NOT VALID";
  const sql = copiedDefinition({
    sql: `ALTER TABLE ${relation} ADD CONSTRAINT x ${constraint.definition}${unchecked}`,
    name,
    from,
    to,
    others: own,
    referenced: theirs,
  });
  if (sql === null || !constraint.references || !isCalledSame(partitions, constraint)) {
    return { what: `the foreign key ${constraint.name}` };
  }
  const copy = {
    ...constraint,
    name,
    columns: constraint.columns.map((column) => own.get(column) ?? column),
    references: {
      ...constraint.references,
      columns: constraint.references.columns.map((column) => theirs.get(column) ?? column),
    },
    validated: false,
  };
  if (isKeyedPartByPart(catalog, table)) {
    const definition = definitionIn(sql, name);
    return foreignKeyOverPartitions(catalog, {
      table,
      relation,
      constraint: { ...copy, definition },
      idPrefix: id,
    });
  }
  const add: StepDraft = {
    id: `${id}-add`,
    title: `Copy the foreign key ${constraint.name} of ${relation}, for new rows at first`,
    kind: "ddl",
    statements: [sql],
    probe: probeAll(is.constraint(relation, name)),
    after: withConstraint(table, copy),
    revert: [
      {
        id: `${id}-drop`,
        title: `Drop the constraint ${name}`,
        kind: "ddl",
        statements: [`ALTER TABLE ${relation} DROP CONSTRAINT ${quoteIdentifier(name)}`],
        probe: probeAll(not(is.constraint(relation, name))),
        after: withoutConstraint(table, name),
      },
    ],
  };
  if (!constraint.validated) return [add];
  return [
    add,
    {
      id: `${id}-validate`,
      title: `Check all rows of ${relation} against the copy of ${constraint.name}`,
      kind: "validate",
      statements: [`ALTER TABLE ${relation} VALIDATE CONSTRAINT ${quoteIdentifier(name)}`],
      probe: probeAll(is.constraint(relation, name, { validated: true })),
      after: withConstraint(table, { ...copy, validated: true }),
    },
  ];
}

/**
 * The primary key over what leads now; its index, built before, takes its name. `called` says what its columns are called
 * at that moment. Over partitions that of each is made so and attached to one of the whole: no row is read.
 */
export function exchangeKey(
  key: MovedKey,
  side: Side,
  called: (column: MovedColumn) => string,
): readonly string[] {
  const { relation, constraint, partitions } = key;
  const names = new Map(key.columns.map((column) => [column.old.name, called(column)]));
  const columns = constraint.columns.map((name) => quoteIdentifier(names.get(name) ?? name)).join(", ");
  const places = [key, ...partitions];
  return [
    `ALTER TABLE ${relation} DROP CONSTRAINT ${quoteIdentifier(constraint.name)}`,
    ...places
      .toReversed()
      .flatMap((place) => [
        ...(place.table.kind === "partitioned"
          ? keyOverPartitions(place, partitions, columns)
          : [keyUsing(place, side)]),
        ...keyComments(place),
      ]),
  ];
}

const indexOf = ({ table, index }: KeyPlace) => relationName({ schema: table.schema, name: index.name });

function keyUsing(place: KeyPlace, side: Side): string {
  const { relation, constraint } = place;
  const deferrable = `${constraint.deferrable ? " DEFERRABLE" : ""}${constraint.initiallyDeferred ? " INITIALLY DEFERRED" : ""}`;
  return `ALTER TABLE ${relation} ADD CONSTRAINT ${quoteIdentifier(constraint.name)} PRIMARY KEY USING INDEX ${quoteIdentifier(indexNameOn(place, side))}${deferrable}`;
}

/** Its partitions have theirs already. */
function keyOverPartitions(
  place: KeyPlace,
  partitions: readonly KeyPlace[],
  columns: string,
): readonly string[] {
  const { relation, constraint } = place;
  return [
    `ALTER TABLE ONLY ${relation} ADD CONSTRAINT ${quoteIdentifier(constraint.name)} PRIMARY KEY (${columns})`,
    ...partitions
      .filter((part) => part.table.inheritsFrom.includes(relation))
      .map((part) => `ALTER INDEX ${indexOf(place)} ATTACH PARTITION ${indexOf(part)}`),
  ];
}

function keyComments(place: KeyPlace): readonly string[] {
  const { relation, constraint, index } = place;
  return [
    ...(constraint.comment === null
      ? []
      : [
          `COMMENT ON CONSTRAINT ${quoteIdentifier(constraint.name)} ON ${relation} IS ${quoteLiteral(constraint.comment)}`,
        ]),
    ...(index.comment === null
      ? []
      : [`COMMENT ON INDEX ${indexOf(place)} IS ${quoteLiteral(index.comment)}`]),
  ];
}

export function takeForeignKeyName(key: MovedForeignKey, side: Side): readonly string[] {
  const { table, relation, constraint, partitions } = key;
  const name = quoteIdentifier(constraint.name);
  return [
    ...[table, ...partitions].map(
      (one) =>
        `ALTER TABLE ${relationName(one)} RENAME CONSTRAINT ${quoteIdentifier(foreignKeyOn(key, side))} TO ${name}`,
    ),
    ...(constraint.comment === null
      ? []
      : [`COMMENT ON CONSTRAINT ${name} ON ${relation} IS ${quoteLiteral(constraint.comment)}`]),
  ];
}
