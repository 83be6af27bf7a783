import { blankTable } from "@/lib/catalog/blank";
import type { Constraint, Table } from "@/lib/catalog/model";
import { type QualifiedName, quoteIdentifier, quoteLiteral, relationName } from "@/lib/sql/identifiers";
import type { CannotCopy } from "../attached";
import { grantStatements } from "../column-grants";
import { all, type Evolve, withTable } from "../evolve";
import { indexOn } from "../index-definition";
import { policyAgain } from "../operations/create-policy";
import { tableGrants } from "../table-grants";
import { list } from "./carry-trigger";
import { type Lead, other, type Repartitioned } from "./repartitioned";

const nameOf = (one: Repartitioned, side: Lead): QualifiedName => (side === "plain" ? one.former : one.next);

/**
 * Makes the table of that side, empty, under its name of ours, with all that holds for its rows: keys, checks, indexes,
 * rights, policies. Not what must be there once only: the app's triggers, and who makes the numbers. Nobody uses it yet,
 * so its indexes and foreign keys read nothing.
 */
export function copyStatements(one: Repartitioned, side: Lead): readonly string[] | CannotCopy {
  const { table, relation } = one;
  const name = nameOf(one, side);
  const made = relationName(name);
  const alter = (what: string) => `ALTER TABLE ${made} ${what}`;
  const options = table.options?.length ? ` WITH (${table.options.join(", ")})` : "";
  const indexes = one.indexes.map((index) => ({
    index,
    sql: indexOn(index.definition, one.nameOn(side, index.name), name, "plain"),
  }));
  const statistics = table.statistics.map((statistics) => ({
    statistics,
    own: relationName({ schema: statistics.schema, name: one.nameOn(side, statistics.name) }),
    sql: statisticsOn(one, side, statistics),
  }));
  const lost = [
    ...indexes.map(({ index, sql }) => ({ name: index.name, sql })),
    ...statistics.map((each) => ({ name: each.statistics.name, sql: each.sql })),
  ].find(({ sql }) => sql === null);
  if (lost) return { what: lost.name };
  const constraints = keysOf(one, side);
  const partitions = side === "partitioned" ? one.partitions : [];
  const identity = table.replicaIdentity === "default" ? [] : [made, ...partitions.map(relationName)];
  return [
    `CREATE TABLE ${made} (LIKE ${relation} INCLUDING ALL EXCLUDING INDEXES EXCLUDING IDENTITY EXCLUDING STATISTICS)${side === "partitioned" ? ` PARTITION BY ${one.by}` : options}`,
    ...constraints.map((key) => alter(`ADD CONSTRAINT ${quoteIdentifier(key.name)} ${key.definition}`)),
    ...indexes.flatMap(({ sql }) => sql ?? []),
    ...partitions.map(
      (part) => `CREATE TABLE ${relationName(part)} PARTITION OF ${made} ${part.bound}${options}`,
    ),
    ...table.columns.flatMap((column) => [
      ...(column.statisticsTarget === null
        ? []
        : [alter(`ALTER COLUMN ${quoteIdentifier(column.name)} SET STATISTICS ${column.statisticsTarget}`)]),
      ...grantStatements(made, column, column.name),
    ]),
    ...statistics.flatMap(({ sql }) => sql ?? []),
    ...statistics.flatMap(({ statistics: { comment }, own }) =>
      comment ? [`COMMENT ON STATISTICS ${own} IS ${quoteLiteral(comment)}`] : [],
    ),
    ...tableGrants(made, table.grants ?? []),
    ...table.policies.flatMap((policy) => policyAgain(policy, `${quoteIdentifier(policy.name)} ON ${made}`)),
    ...(table.rowSecurity ? [alter("ENABLE ROW LEVEL SECURITY")] : []),
    ...(table.comment === null ? [] : [`COMMENT ON TABLE ${made} IS ${quoteLiteral(table.comment)}`]),
    ...constraints.flatMap(({ name: key, comment }) =>
      comment === null
        ? []
        : [`COMMENT ON CONSTRAINT ${quoteIdentifier(key)} ON ${made} IS ${quoteLiteral(comment)}`],
    ),
    ...indexes.flatMap(({ index }) =>
      index.comment === null
        ? []
        : [
            `COMMENT ON INDEX ${relationName({ schema: table.schema, name: one.nameOn(side, index.name) })} IS ${quoteLiteral(index.comment)}`,
          ],
    ),
    ...identity.map((each) => `ALTER TABLE ${each} REPLICA IDENTITY ${table.replicaIdentity.toUpperCase()}`),
  ];
}

/** Keys and foreign keys as the copy of that side has them. */
function keysOf(one: Repartitioned, side: Lead): readonly Constraint[] {
  return one.table.constraints
    .filter(({ type }) => type === "primary key" || type === "unique" || type === "foreign key")
    .map((key) => {
      if (key.type === "foreign key") return key;
      const name = one.nameOn(side, key.name);
      const widened = side === "partitioned" && key === one.primaryKey;
      return {
        ...key,
        name,
        indexName: name,
        columns: widened ? one.key : key.columns,
        // What stands behind the columns stays: INCLUDE.
        definition: widened
          ? `PRIMARY KEY (${list(one.key)})${key.definition.slice(`PRIMARY KEY (${list(key.columns)})`.length)}`
          : key.definition,
      };
    });
}

function statisticsOn(
  one: Repartitioned,
  side: Lead,
  { schema, name, definition }: Table["statistics"][number],
): string | null {
  const [start, end] = [`CREATE STATISTICS ${relationName({ schema, name })} `, ` FROM ${one.relation}`];
  if (!definition.startsWith(start) || !definition.endsWith(end)) return null;
  const own = relationName({ schema, name: one.nameOn(side, name) });
  return `CREATE STATISTICS ${own} ${definition.slice(start.length, -end.length)} FROM ${relationName(nameOf(one, side))}`;
}

/** The table of that side, as the catalog has it while the other one leads. */
export function copyOf(one: Repartitioned, side: Lead): Table {
  const { table } = one;
  const keys = keysOf(one, side);
  const renamed = (name: string) => one.nameOn(side, name);
  return {
    ...table,
    ...nameOf(one, side),
    kind: side === "plain" ? "table" : "partitioned",
    partitionKeyColumns: side === "plain" ? [] : one.partitionColumns,
    partitioning: { key: side === "plain" ? null : one.by, bound: null },
    rowEstimate: 0,
    triggers: [],
    columns: table.columns.map((column) => ({ ...column, identity: null })),
    constraints: [
      ...table.constraints.filter((own) => own.type === "check" || own.type === "not null"),
      ...keys,
    ],
    indexes: [
      ...one.indexes.map((index) => ({ ...index, name: renamed(index.name) })),
      ...table.indexes
        .filter((index) => index.constraintName !== null)
        .map((index) => ({
          ...index,
          name: renamed(index.name),
          constraintName: renamed(index.constraintName ?? ""),
        })),
    ],
  };
}

export function withCopy(one: Repartitioned, side: Lead): Evolve {
  const parent = relationName(nameOf(one, side));
  const parts = side === "partitioned" ? one.partitions : [];
  return all(
    withTable(copyOf(one, side)),
    ...parts.map((part) =>
      withTable(
        blankTable(part, {
          kind: "partition",
          inheritsFrom: [parent],
          columns: one.table.columns,
          partitioning: { key: null, bound: part.bound },
        }),
      ),
    ),
  );
}

export const withoutCopy =
  (one: Repartitioned, side: Lead): Evolve =>
  (catalog) => ({
    ...catalog,
    tables: catalog.tables.filter(
      (table) =>
        relationName(table) !== relationName(nameOf(one, side)) &&
        !table.inheritsFrom.includes(relationName(nameOf(one, side))),
    ),
  });

/** Gives what hangs on the table that is now called `relation` its own names, or those of ours. */
export function renameParts(
  one: Repartitioned,
  relation: string,
  from: (original: string) => string,
  to: (original: string) => string,
): readonly string[] {
  const { table, indexes } = one;
  return [
    ...table.constraints
      .filter(({ type }) => type === "primary key" || type === "unique")
      .map(
        ({ name }) =>
          `ALTER TABLE ${relation} RENAME CONSTRAINT ${quoteIdentifier(from(name))} TO ${quoteIdentifier(to(name))}`,
      ),
    ...indexes.map(
      ({ name }) =>
        `ALTER INDEX ${relationName({ schema: table.schema, name: from(name) })} RENAME TO ${quoteIdentifier(to(name))}`,
    ),
    ...table.statistics.map(
      ({ schema, name }) =>
        `ALTER STATISTICS ${relationName({ schema, name: from(name) })} RENAME TO ${quoteIdentifier(to(name))}`,
    ),
  ];
}

/** The names have changed hands: `lead` has the app's, the other one that of ours. */
export const withLead =
  (one: Repartitioned, lead: Lead): Evolve =>
  (catalog) => {
    const [loser, winner] = [nameOf(one, other(lead)), nameOf(one, lead)];
    const incoming = (table: Table) =>
      one.incoming.filter((key) => key.table.schema === table.schema && key.table.name === table.name);
    const now = new Map([
      [one.relation, loser],
      [relationName(winner), { schema: one.table.schema, name: one.table.name }],
    ]);
    const renamedKey = (table: Table, constraint: Constraint): Constraint => {
      const target =
        constraint.references &&
        now.get(relationName({ schema: constraint.references.schema, name: constraint.references.table }));
      if (!constraint.references || !target) return constraint;
      const key = incoming(table).find((each) =>
        [each.constraint.name, each.nextName, each.formerName].includes(constraint.name),
      );
      const hidden = lead === "plain" ? key?.nextName : key?.formerName;
      const name = target === loser ? hidden : key?.constraint.name;
      return {
        ...constraint,
        name: name ?? constraint.name,
        references: { ...constraint.references, table: target.name },
      };
    };
    const before = (original: string, side: Lead) => (side === lead ? one.nameOn(side, original) : original);
    const after = (original: string, side: Lead) => (side === lead ? original : one.nameOn(side, original));
    const renames = (side: Lead) => {
      const originals = [...one.table.constraints, ...one.table.indexes].map(({ name }) => name);
      return new Map(originals.map((name) => [before(name, side), after(name, side)]));
    };
    return {
      ...catalog,
      tables: catalog.tables.map((table): Table => {
        const name = now.get(relationName(table));
        const names = name ? renames(name === loser ? other(lead) : lead) : new Map<string, string>();
        return {
          ...table,
          ...(name ?? {}),
          inheritsFrom: table.inheritsFrom.map((parent) => {
            const found = now.get(parent);
            return found ? relationName(found) : parent;
          }),
          constraints: table.constraints.map((constraint) => {
            const own = renamedKey(table, constraint);
            return own.indexName === null
              ? own
              : {
                  ...own,
                  name: names.get(own.name) ?? own.name,
                  indexName: names.get(own.indexName) ?? own.indexName,
                };
          }),
          indexes: table.indexes.map((index) => ({ ...index, name: names.get(index.name) ?? index.name })),
        };
      }),
    };
  };
