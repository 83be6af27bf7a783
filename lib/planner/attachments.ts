import type { Catalog, Column, Constraint, ExtendedStatistics, Index, Table } from "@/lib/catalog/model";
import { quoteIdentifier, quoteLiteral, relationName } from "@/lib/sql/identifiers";
import { copiedDefinition, type TypeRewrite } from "./copied-definition";
import { all, withConstraint, withIndex, withoutConstraint } from "./evolve";
import { indexOn } from "./index-definition";
import { notNullDrafts } from "./not-null";
import { foreignKeyOverPartitions, isKeyedPartByPart } from "./partitioned-foreign-key";
import { indexesOfPartitions, partitionedIndexDrafts, treeOf } from "./partitioned-index";
import { is, not, probeAll, probeEither } from "./probe";
import type { StepDraft } from "./step-list";

/** Copies what hangs on one column to another column of the same table. */
export interface AttachmentOrder {
  /** As it is before the change. */
  readonly table: Table;
  /** `schema.name`. */
  readonly relation: string;
  readonly from: Column;
  /** The column that gets the copies; the same name where a dropped column is made again. */
  readonly to: string;
  /** Other columns of the table that are copied at the same time, with the names of their copies. */
  readonly others?: ReadonlyMap<string, string>;
  /** The copy's column has another type of the environment's own. */
  readonly retype?: TypeRewrite;
  /** The name a copy of a constraint, index or statistics object gets. */
  readonly nameOf: (original: string) => string;
  /** Where the table is partitioned, its partitions get copies too. */
  readonly catalog: Catalog;
  /** Begins every step id. */
  readonly idPrefix: string;
}

/** A definition that cannot be copied so that it can be shown to mean the same. */
export interface CannotCopy {
  readonly what: string;
}

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

const mentions = (columns: readonly string[], column: string) => columns.includes(column);

export const checksOf = (table: Table, column: string): readonly Constraint[] =>
  table.constraints.filter((one) => one.type === "check" && mentions(one.columns, column));

export const foreignKeysOf = (table: Table, column: string): readonly Constraint[] =>
  table.constraints.filter((one) => one.type === "foreign key" && mentions(one.columns, column));

/** Invalid ones are left out: they are wrecks of failed builds. */
export const indexesOf = (table: Table, column: string): readonly Index[] =>
  table.indexes.filter((index) => index.valid && mentions(index.mentions, column));

/** Tables that the column's foreign keys point at; `schema.name`. */
export function foreignKeyPartners(table: Table, column: string): readonly string[] {
  return foreignKeysOf(table, column).flatMap(({ references }) =>
    references ? relationName({ schema: references.schema, name: references.table }) : [],
  );
}

export const statisticsOf = (table: Table, column: string): readonly ExtendedStatistics[] =>
  table.statistics.filter((one) => mentions(one.columns, column));

/** The constraint that stands behind NOT NULL; only from 18 on it has a name. */
export function notNullConstraint(table: Table, column: string): string {
  const known = table.constraints.find((one) => one.type === "not null" && mentions(one.columns, column));
  return known?.name ?? `${table.name}_${column}_not_null`;
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
function definitionIn(sql: string, name: string): string {
  const start = `ADD CONSTRAINT ${quoteIdentifier(name)} `;
  return sql.slice(sql.indexOf(start) + start.length).replace(/ NOT VALID;?$/, "");
}

/** Whether the partitions call the foreign key as the whole does: a name of its own would be lost. */
function isCalledSame({ catalog, table }: AttachmentOrder, key: Constraint): boolean {
  return treeOf(catalog, table).every((one) =>
    one.constraints.some(({ name, definition }) => name === key.name && definition === key.definition),
  );
}

function foreignKeyDrafts(order: AttachmentOrder, key: Constraint): readonly StepDraft[] | CannotCopy {
  const made = isCalledSame(order, key) ? copyConstraint(order, key) : null;
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

function statisticsDrafts(
  order: AttachmentOrder,
  original: ExtendedStatistics,
): readonly StepDraft[] | CannotCopy {
  const { from, to, others, retype, nameOf, idPrefix } = order;
  const name = nameOf(original.name);
  const sql = copiedDefinition({ sql: original.definition, name, from: from.name, to, others, retype });
  if (sql === null) return { what: `the extended statistics ${original.name}` };
  const full = relationName({ schema: original.schema, name });
  return [
    {
      id: `${idPrefix}-${original.name}`,
      title: `Copy the extended statistics ${original.name} to ${to}`,
      kind: "ddl",
      statements: [sql],
      probe: probeAll(
        `EXISTS (SELECT FROM pg_catalog.pg_statistic_ext WHERE stxname = ${quoteLiteral(name)} ` +
          `AND stxnamespace = pg_catalog.to_regnamespace(${quoteLiteral(quoteIdentifier(original.schema))})::pg_catalog.oid)`,
      ),
      revert: [],
      after: (catalog) => ({
        ...catalog,
        tables: catalog.tables.map((table) =>
          table.schema === order.table.schema && table.name === order.table.name
            ? { ...table, statistics: [...table.statistics, { ...original, name }] }
            : table,
        ),
      }),
      ...(from.name === to
        ? {}
        : {
            revert: [
              {
                id: `${idPrefix}-${original.name}-drop`,
                title: `Drop the copied statistics ${name}`,
                kind: "ddl" as const,
                statements: [`DROP STATISTICS IF EXISTS ${full}`],
                probe: probeAll(
                  `NOT EXISTS (SELECT FROM pg_catalog.pg_statistic_ext WHERE stxname = ${quoteLiteral(name)} ` +
                    `AND stxnamespace = pg_catalog.to_regnamespace(${quoteLiteral(quoteIdentifier(original.schema))})::pg_catalog.oid)`,
                ),
              },
            ],
          }),
    },
  ];
}

/** Comments on constraints and indexes go with those. */
function commentDrafts({
  table,
  relation,
  from,
  to,
  nameOf,
  idPrefix,
}: AttachmentOrder): readonly StepDraft[] {
  const statements: string[] = [];
  const conditions: string[] = [];
  const described = (oid: string, catalog: string, text: string) =>
    `EXISTS (SELECT FROM pg_catalog.${catalog} WHERE ${oid} AND pg_catalog.obj_description(oid, ${quoteLiteral(catalog)}) = ${quoteLiteral(text)})`;
  if (from.comment !== null) {
    statements.push(`COMMENT ON COLUMN ${relation}.${quoteIdentifier(to)} IS ${quoteLiteral(from.comment)}`);
    conditions.push(is.comment(relation, to, from.comment));
  }
  const commented = table.constraints.filter(
    ({ type, columns }) => ["check", "foreign key", "unique"].includes(type) && columns.includes(from.name),
  );
  for (const { name, comment } of commented) {
    if (comment === null) continue;
    const copy = nameOf(name);
    statements.push(
      `COMMENT ON CONSTRAINT ${quoteIdentifier(copy)} ON ${relation} IS ${quoteLiteral(comment)}`,
    );
    conditions.push(
      described(
        `conrelid = pg_catalog.to_regclass(${quoteLiteral(relation)}) AND conname = ${quoteLiteral(copy)}`,
        "pg_constraint",
        comment,
      ),
    );
  }
  for (const { name, comment } of indexesOf(table, from.name)) {
    if (comment === null) continue;
    const copy = relationName({ schema: table.schema, name: nameOf(name) });
    statements.push(`COMMENT ON INDEX ${copy} IS ${quoteLiteral(comment)}`);
    conditions.push(described(`oid = pg_catalog.to_regclass(${quoteLiteral(copy)})`, "pg_class", comment));
  }
  if (statements.length === 0) return [];
  return [
    {
      id: `${idPrefix}-comments`,
      title: `Copy the comments to ${to}`,
      kind: "ddl",
      statements,
      probe: probeAll(...conditions),
      revert:
        from.comment === null || from.name === to
          ? []
          : [
              {
                id: `${idPrefix}-comments-drop`,
                title: `Take the comment off ${to}`,
                kind: "ddl",
                statements: [`COMMENT ON COLUMN ${relation}.${quoteIdentifier(to)} IS NULL`],
                probe: probeAll(not(is.anyComment(relation, to))),
              },
            ],
    },
  ];
}

/** Column grants, given in the transaction that adds the column: roles with only those may use it at once. */
export function grantStatements(relation: string, from: Column, to: string): readonly string[] {
  return from.grants.map(
    ({ privilege, grantee, grantable }) =>
      `GRANT ${privilege} (${quoteIdentifier(to)}) ON TABLE ${relation} TO ` +
      `${/^public$/i.test(grantee) ? "PUBLIC" : quoteIdentifier(grantee)}${grantable ? " WITH GRANT OPTION" : ""}`,
  );
}

function targetDrafts({ relation, from, to, idPrefix }: AttachmentOrder): readonly StepDraft[] {
  if (from.statisticsTarget === null) return [];
  const column = quoteIdentifier(to);
  const hasTarget = (condition: string) =>
    `EXISTS (SELECT FROM pg_catalog.pg_attribute WHERE attrelid = pg_catalog.to_regclass(${quoteLiteral(relation)}) ` +
    `AND attname = ${quoteLiteral(to)} AND NOT attisdropped AND attstattarget ${condition})`;
  return [
    {
      id: `${idPrefix}-statistics-target`,
      title: `Copy the statistics target to ${to}`,
      kind: "ddl",
      statements: [alter(relation, `ALTER COLUMN ${column} SET STATISTICS ${from.statisticsTarget}`)],
      probe: probeAll(hasTarget(`= ${from.statisticsTarget}`)),
      revert:
        from.name === to
          ? []
          : [
              {
                id: `${idPrefix}-statistics-target-drop`,
                title: `Give ${to} the usual statistics target`,
                kind: "ddl",
                statements: [alter(relation, `ALTER COLUMN ${column} SET STATISTICS -1`)],
                probe: probeAll(not(hasTarget(">= 0"))),
              },
            ],
    },
  ];
}

/**
 * Renames whatever hangs on a column, from what `from` makes of each original name to what `to` makes of it. `column` as it
 * was when the originals were read.
 */
export function renameAttachments(
  {
    table,
    relation,
    column,
    catalog,
  }: Pick<AttachmentOrder, "table" | "relation" | "catalog"> & { readonly column: Column },
  from: (original: string) => string,
  to: (original: string) => string,
): readonly string[] {
  const constraint = (original: string, on: string = relation) =>
    `ALTER TABLE ${on} RENAME CONSTRAINT ${quoteIdentifier(from(original))} TO ${quoteIdentifier(to(original))}`;
  const inSchema = (kind: string, schema: string, original: string) =>
    `ALTER ${kind} ${relationName({ schema, name: from(original) })} RENAME TO ${quoteIdentifier(to(original))}`;
  const tree = treeOf(catalog, table);
  const owned = new Set(table.constraints.flatMap((one) => one.indexName ?? []));
  // Of each index with those of the partitions that belong to it.
  const indexes = indexesOf(table, column.name).map((index) => {
    const own = indexesOfPartitions(catalog, table, index);
    return tree.flatMap((on) => {
      const one = on === table ? index : own?.get(relationName(on));
      return one ? { on, one } : [];
    });
  });
  const [keyed, plain] = [true, false].map((is) =>
    indexes.filter(([whole]) => owned.has(whole?.one.name ?? "") === is).flat(),
  );
  return [
    ...(column.notNull && catalog.serverMajor >= 18
      ? [constraint(notNullConstraint(table, column.name))]
      : []),
    // That of a check renames those of the partitions with it.
    ...checksOf(table, column.name).map((one) => constraint(one.name)),
    ...foreignKeysOf(table, column.name).flatMap((one) =>
      tree.map((on) => constraint(one.name, relationName(on))),
    ),
    // Renaming a constraint renames its index with it.
    ...(keyed ?? []).map(({ on, one }) => constraint(one.constraintName ?? one.name, relationName(on))),
    ...(plain ?? []).map(({ on, one }) => inSchema("INDEX", on.schema, one.name)),
    ...statisticsOf(table, column.name).map((one) => inSchema("STATISTICS", one.schema, one.name)),
  ];
}
