import type { Catalog, Column, DefaultRights, Grant, Table } from "../catalog/model";
import { alterDefaults } from "../change/default-rights";
import { roleName } from "../change/rights";
import { policyAgain } from "../planner/operations/create-policy";
import { triggerAgain } from "../planner/operations/create-trigger";
import { createViewAgain } from "../planner/view-definition";
import { quoteIdentifier, quoteLiteral, relationName } from "../sql/identifiers";
import { bodyOf, onlyNode } from "../sql/parse";

/** One statement that makes an object, or a part of it. */
export interface Making {
  /** The object, for people. */
  readonly object: string;
  readonly sql: string;
}

/**
 * The statements that make an empty database look like the catalog. Roughly in order; what needs something that comes
 * later (a function that names a table, a view of a view) fails at first and is to be tried again after the rest.
 * Owners are left out: all of it belongs to whoever runs it. Data types other than enums and domains, aggregates, rules
 * of tables and foreign tables are not in the model, so they are not made, and what needs them is not either. The parser
 * is loaded already.
 */
export function structureOf(catalog: Catalog): readonly Making[] {
  const { tables } = catalog;
  const partitioned = tables.filter((table) => table.kind === "partitioned" || table.partitioning?.key);
  const others = tables.filter((table) => !partitioned.includes(table));
  // The deepest first: what is made on a partitioned table takes over what its partitions have already.
  const deepestFirst = [...partitioned].sort((a, b) => depth(catalog, b) - depth(catalog, a));
  return [
    ...(catalog.schemas ?? []).flatMap(({ name, attached = [], rights }) =>
      makings(`schema ${name}`, [
        `CREATE SCHEMA IF NOT EXISTS ${quoteIdentifier(name)}`,
        // Schema public is in a new database, with a comment.
        `COMMENT ON SCHEMA ${quoteIdentifier(name)} IS NULL`,
        ...attached,
        ...grantsOf(rights),
      ]),
    ),
    ...(catalog.extensions ?? []).map(({ name, schema }) => ({
      object: `extension ${name}`,
      sql: `CREATE EXTENSION IF NOT EXISTS ${quoteIdentifier(name)} SCHEMA ${quoteIdentifier(schema)}`,
    })),
    ...catalog.enums.flatMap((type) =>
      makings(`enum ${relationName(type)}`, [
        `CREATE TYPE ${relationName(type)} AS ENUM (${type.values.map(quoteLiteral).join(", ")})`,
        ...(type.attached ?? []),
        ...grantsOf(type.rights),
      ]),
    ),
    ...(catalog.domains ?? []).flatMap((type) =>
      makings(`domain ${relationName(type)}`, [
        `CREATE DOMAIN ${relationName(type)} AS ${type.definition}`,
        ...(type.attached ?? []),
        ...grantsOf(type.rights),
      ]),
    ),
    ...catalog.sequences.flatMap((sequence) => sequenceMakings(catalog, sequence)),
    ...catalog.functions.flatMap((routine) =>
      routine.definition
        ? makings(`function ${routine.identity}`, [
            routine.definition,
            ...(routine.attached ?? []),
            ...grantsOf(routine.rights),
          ])
        : [],
    ),
    ...tables
      .filter(({ kind }) => kind !== "foreign")
      .flatMap((table) => makings(relationName(table), [tableSql(catalog, table)])),
    ...others.flatMap(keysAndIndexes),
    ...tables.flatMap(attachSql),
    ...deepestFirst.flatMap(keysAndIndexes),
    ...tables.flatMap(foreignKeys),
    ...tables.flatMap(furniture),
    ...catalog.views.flatMap((view) =>
      makings(relationName(view), createViewAgain({ ...view, rights: grantsOf(view.rights) })),
    ),
    ...(catalog.publications ?? []).flatMap((publication) =>
      makings(`publication ${publication.name}`, [
        `CREATE PUBLICATION ${quoteIdentifier(publication.name)}${publishedSql(publication)} WITH (${publication.options})`,
        ...(publication.attached ?? []),
      ]),
    ),
    ...catalog.sequences.flatMap(({ ownedBy, ...sequence }) =>
      ownedBy && !columnOf(catalog, ownedBy)?.identity
        ? makings(relationName(sequence), [
            `ALTER SEQUENCE ${relationName(sequence)} OWNED BY ${ownedBy.relation}.${quoteIdentifier(ownedBy.column)}`,
          ])
        : [],
    ),
    // Last: what is made here has its own rights already.
    ...(catalog.defaultRights ?? []).flatMap(defaultRights),
  ];
}

function defaultRights(one: DefaultRights): readonly Making[] {
  const alter = alterDefaults([one.role], one.schema === null ? [] : [one.schema]);
  const on = one.on.toUpperCase();
  const emptied = `${alter} REVOKE ALL ON ${on} FROM PUBLIC, ${roleName(one.role)}`;
  return makings(`default rights of ${one.role}`, [
    ...(one.schema === null ? [emptied] : []),
    ...one.grants.map((grant) => `${alter} ${grantSql(grant, on)}`),
  ]);
}

/** Roles that the grants and policies of tables and sequences, the grants of schemas, and default rights name. */
export function rolesOf(catalog: Catalog): readonly string[] {
  const grants = [
    ...catalog.tables.flatMap((table) => [
      ...(table.grants ?? []),
      ...table.columns.flatMap((column) => column.grants),
    ]),
    ...catalog.sequences.flatMap((sequence) => sequence.grants ?? []),
  ].map(({ grantee }) => grantee);
  const schemas = (catalog.schemas ?? []).flatMap(({ rights }) =>
    grantsOf(rights).flatMap((grant) => rolesNamedIn(grant)),
  );
  const defaults = (catalog.defaultRights ?? []).flatMap((one) => [
    one.role,
    ...one.grants.map(({ grantee }) => grantee),
  ]);
  const policies = catalog.tables.flatMap((table) => table.policies.flatMap((policy) => policy.roles ?? []));
  return [...new Set([...grants, ...schemas, ...policies, ...defaults])]
    .filter((role) => role !== "PUBLIC")
    .sort();
}

/** Of a statement as the catalog writes it down: `GRANT USAGE ON SCHEMA shop TO "the app"`. */
function rolesNamedIn(grant: string): readonly string[] {
  const statement = bodyOf(onlyNode(grant), "GrantStmt");
  return (statement?.grantees ?? []).flatMap((one) => bodyOf(one, "RoleSpec")?.rolename ?? []);
}

function makings(object: string, statements: readonly string[]): readonly Making[] {
  return statements.map((sql) => ({ object, sql }));
}

function depth(catalog: Catalog, table: Table): number {
  const parent = catalog.tables.find((one) => table.inheritsFrom.includes(relationName(one)));
  return parent ? 1 + depth(catalog, parent) : 0;
}

function columnOf(catalog: Catalog, { relation, column }: { relation: string; column: string }) {
  return catalog.tables
    .find((table) => relationName(table) === relation)
    ?.columns.find(({ name }) => name === column);
}

function sequenceMakings(catalog: Catalog, sequence: Catalog["sequences"][number]): readonly Making[] {
  const name = relationName(sequence);
  const grants = (sequence.grants ?? []).map((grant) => grantSql(grant, `SEQUENCE ${name}`));
  // Comes with its column.
  if (sequence.ownedBy && columnOf(catalog, sequence.ownedBy)?.identity) return [];
  return makings(name, [
    `CREATE SEQUENCE ${name} AS ${sequenceOptions(sequence.definition ?? "bigint")}`,
    ...grants,
  ]);
}

/** `bigint start 1 increment 1 minimum 1 …`, as the catalog tells it, in the words of CREATE SEQUENCE. */
const sequenceOptions = (definition: string): string =>
  definition.replace(" minimum ", " minvalue ").replace(" maximum ", " maxvalue ");

function tableSql(catalog: Catalog, table: Table): string {
  const columns = [...table.columns].sort((a, b) => a.position - b.position);
  const parts = columns.map((column) => columnSql(catalog, table, column));
  // A partition's own columns are made and then attached: they may stand in another order than the parent's.
  const parents = table.partitioning?.bound ? [] : table.inheritsFrom;
  return [
    `CREATE TABLE ${relationName(table)} (${parts.join(", ")})`,
    ...(parents.length > 0 ? [`INHERITS (${parents.join(", ")})`] : []),
    ...(table.partitioning?.key ? [`PARTITION BY ${table.partitioning.key}`] : []),
    ...(table.options?.length ? [`WITH (${table.options.join(", ")})`] : []),
  ].join(" ");
}

function columnSql(catalog: Catalog, table: Table, column: Column): string {
  return [
    quoteIdentifier(column.name),
    column.type,
    ...(column.compression ? [`COMPRESSION ${column.compression}`] : []),
    ...(column.collation ? [`COLLATE ${column.collation}`] : []),
    ...(column.default === null ? [] : [`DEFAULT ${column.default}`]),
    ...(column.generated
      ? [`GENERATED ALWAYS AS (${column.generated.expression}) ${column.generated.kind.toUpperCase()}`]
      : []),
    // A partition takes it over from its parent, where the server knows that (17 and later, manual: CREATE TABLE).
    ...(column.identity && !table.partitioning?.bound ? [identitySql(catalog, table, column)] : []),
    ...(column.notNull && !isNotNullToCome(table, column) ? ["NOT NULL"] : []),
  ].join(" ");
}

/** From 18 on one that is not validated is a constraint that is added. */
const isNotNullToCome = (table: Table, column: Column): boolean =>
  table.constraints.some(
    (one) => one.type === "not null" && !one.validated && one.columns.includes(column.name),
  );

function identitySql(catalog: Catalog, table: Table, column: Column): string {
  const relation = relationName(table);
  const sequence = catalog.sequences.find(
    ({ ownedBy }) => ownedBy?.relation === relation && ownedBy.column === column.name,
  );
  const options = sequence?.definition
    ? ` (SEQUENCE NAME ${relationName(sequence)} ${sequenceOptions(sequence.definition).replace(/^\S+ /, "")})`
    : "";
  return `GENERATED ${column.identity?.toUpperCase()} AS IDENTITY${options}`;
}

function keysAndIndexes(table: Table): readonly Making[] {
  const relation = relationName(table);
  const constraints = table.constraints.filter(
    (one) => one.type !== "foreign key" && (one.type !== "not null" || !one.validated),
  );
  return [
    ...constraints.flatMap((one) =>
      makings(`${relation}: ${one.name}`, [
        `ALTER TABLE ${relation} ADD CONSTRAINT ${quoteIdentifier(one.name)} ${one.definition}`,
        ...constraintComment(table, one),
      ]),
    ),
    ...table.indexes
      .filter((index) => index.constraintName === null)
      .flatMap((index) =>
        makings(`${relation}: ${index.name}`, [
          // Of a partitioned table without ONLY: the partitions' indexes, made already, are attached.
          index.definition.replace(` ON ONLY ${relation} `, ` ON ${relation} `),
        ]),
      ),
    ...table.indexes
      .filter((index) => index.comment)
      .flatMap((index) =>
        makings(`${relation}: ${index.name}`, [
          `COMMENT ON INDEX ${relationName({ schema: table.schema, name: index.name })} IS ${quoteLiteral(index.comment ?? "")}`,
        ]),
      ),
  ];
}

function attachSql(table: Table): readonly Making[] {
  const bound = table.partitioning?.bound;
  const parent = table.inheritsFrom[0];
  if (!bound || parent === undefined) return [];
  const relation = relationName(table);
  return makings(relation, [`ALTER TABLE ${parent} ATTACH PARTITION ${relation} ${bound}`]);
}

function foreignKeys(table: Table): readonly Making[] {
  const relation = relationName(table);
  return table.constraints
    .filter((one) => one.type === "foreign key")
    .flatMap((one) =>
      makings(`${relation}: ${one.name}`, [
        `ALTER TABLE ${relation} ADD CONSTRAINT ${quoteIdentifier(one.name)} ${one.definition}`,
        ...constraintComment(table, one),
      ]),
    );
}

function constraintComment(table: Table, { name, comment }: Table["constraints"][number]): readonly string[] {
  return comment
    ? [`COMMENT ON CONSTRAINT ${quoteIdentifier(name)} ON ${relationName(table)} IS ${quoteLiteral(comment)}`]
    : [];
}

/** What belongs to a table beside its columns, keys and indexes. */
function furniture(table: Table): readonly Making[] {
  const relation = relationName(table);
  const column = (name: string) => `${relation}.${quoteIdentifier(name)}`;
  const alter = (what: string) => `ALTER TABLE ${relation} ${what}`;
  return [
    ...makings(relation, [
      ...(table.comment ? [`COMMENT ON TABLE ${relation} IS ${quoteLiteral(table.comment)}`] : []),
      ...(table.rowSecurity ? [alter("ENABLE ROW LEVEL SECURITY")] : []),
      ...(table.rowSecurityForced ? [alter("FORCE ROW LEVEL SECURITY")] : []),
      ...replicaIdentity(table).map(alter),
      ...(table.grants ?? []).map((grant) => grantSql(grant, relation)),
    ]),
    ...table.columns.flatMap(({ name, comment, statisticsTarget, storage, grants }) =>
      makings(column(name), [
        ...(comment ? [`COMMENT ON COLUMN ${column(name)} IS ${quoteLiteral(comment)}`] : []),
        ...(statisticsTarget === null
          ? []
          : [alter(`ALTER COLUMN ${quoteIdentifier(name)} SET STATISTICS ${statisticsTarget}`)]),
        ...(storage === null ? [] : [alter(`ALTER COLUMN ${quoteIdentifier(name)} SET STORAGE ${storage}`)]),
        ...grants.map((grant) => grantSql(grant, relation, name)),
      ]),
    ),
    ...table.statistics.flatMap((one) =>
      makings(relationName(one), [
        one.definition,
        ...(one.comment
          ? [`COMMENT ON STATISTICS ${relationName(one)} IS ${quoteLiteral(one.comment)}`]
          : []),
      ]),
    ),
    ...table.policies.flatMap((policy) =>
      makings(
        `${relation}: ${policy.name}`,
        policyAgain(policy, `${quoteIdentifier(policy.name)} ON ${relation}`),
      ),
    ),
    ...table.triggers.flatMap((trigger) =>
      makings(`${relation}: ${trigger.name}`, triggerAgain(trigger, relation)),
    ),
  ];
}

function replicaIdentity({ replicaIdentity: kind, replicaIdentityIndex: index }: Table): readonly string[] {
  if (kind === "default") return [];
  return [
    `REPLICA IDENTITY ${kind === "index" ? `USING INDEX ${quoteIdentifier(index ?? "")}` : kind.toUpperCase()}`,
  ];
}

function grantSql({ grantee, privilege, grantable }: Grant, on: string, column?: string): string {
  const what = column === undefined ? privilege : `${privilege} (${quoteIdentifier(column)})`;
  return `GRANT ${what} ON ${on} TO ${roleName(grantee)}${grantable ? " WITH GRANT OPTION" : ""}`;
}

/** Owners are not taken along. */
function grantsOf(rights: readonly string[] | undefined): readonly string[] {
  return (rights ?? []).filter((statement) => /^(GRANT|REVOKE) /.test(statement));
}

function publishedSql({ allTables, objects }: NonNullable<Catalog["publications"]>[number]): string {
  if (allTables) return " FOR ALL TABLES";
  return objects.length > 0 ? ` FOR ${objects.join(", ")}` : "";
}
