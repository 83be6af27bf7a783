import { relationName } from "../sql/identifiers";
import type { Catalog, Table, View } from "./model";
import { Names } from "./names";
import { byName, byQualifiedName, compare } from "./order";
import { withPartitionSums } from "./partition-sums";
import type { CatalogRows } from "./queries/rows";
import type { UsableNameRow } from "./queries/usable-names";
import { parseSearchPath } from "./search-path";
import { defaultsName } from "./shape";
import {
  rowEstimate,
  tableKind,
  toColumn,
  toConstraint,
  toDomain,
  toIndex,
  toPolicy,
  toTrigger,
} from "./table-parts";

/** Puts the rows together by oid. Pure; lists come out sorted by name, columns by position. */
export function assembleCatalog(rows: CatalogRows): Catalog {
  const { server } = rows;
  const names = new Names(rows);
  const columns = groupBy(rows.columns, (row) => row.table_oid);
  const constraints = groupBy(rows.constraints, (row) => row.table_oid);
  const indexes = groupBy(rows.indexes, (row) => row.table_oid);
  const parts = groupBy(rows.parts, (row) => row.table_oid);
  const dependencies = groupBy(rows.dependencies, (row) => row.oid);
  const constraintOfIndex = new Map(
    rows.constraints.flatMap((row) => (row.index_oid === null ? [] : [[row.index_oid, row.name] as const])),
  );

  const tables = rows.tables.map((row): Table & { readonly oid: string } => {
    const ownIndexes = indexes.get(row.oid) ?? [];
    const ownParts = parts.get(row.oid) ?? [];
    const heapBytes = row.relpages * server.block_size;
    const indexPages = ownIndexes.reduce((sum, index) => sum + index.relpages, 0);
    return {
      oid: row.oid,
      schema: row.schema,
      name: row.name,
      kind: tableKind(row),
      owner: row.owner,
      comment: row.comment,
      rowEstimate: rowEstimate(row, server.version_number),
      totalBytes: heapBytes + (row.toast_pages + indexPages) * server.block_size,
      heapBytes,
      writesTotal: row.writes_total,
      statsAgeSeconds: server.stats_age_seconds,
      rowSecurity: row.row_security,
      rowSecurityForced: row.row_security_forced,
      inheritsFrom: row.parents.flatMap((oid) => names.relation(oid) ?? []),
      partitionKeyColumns: names.columns(row.oid, row.partition_attributes ?? []),
      replicaIdentity: ({ d: "default", n: "nothing", f: "full", i: "index" } as const)[row.replica_identity],
      replicaIdentityIndex: row.replica_identity_index,
      columns: (columns.get(row.oid) ?? []).map(toColumn),
      constraints: (constraints.get(row.oid) ?? [])
        .map((constraint) => toConstraint(constraint, names))
        .sort(byName),
      indexes: ownIndexes
        .map((index) =>
          toIndex(index, {
            names,
            dependencies: dependencies.get(index.oid) ?? [],
            constraintName: constraintOfIndex.get(index.oid) ?? null,
            blockSize: server.block_size,
          }),
        )
        .sort(byName),
      triggers: ownParts
        .flatMap((part) => (part.kind === "trigger" ? toTrigger(part, names) : []))
        .sort(byName),
      policies: ownParts
        .flatMap((part) =>
          part.kind === "policy" ? toPolicy(part, names, dependencies.get(part.oid) ?? []) : [],
        )
        .sort(byName),
      statistics: ownParts
        .flatMap((part) =>
          part.kind === "statistics"
            ? {
                schema: part.part.schema,
                name: part.name,
                columns: names.columns(part.table_oid, part.part.attributes),
                definition: part.part.definition,
                comment: part.part.comment,
              }
            : [],
        )
        .sort(byQualifiedName),
      publications: row.publications,
      partitioning: { key: row.partition_key, bound: row.partition_bound },
      options: [...row.options].sort(),
      grants: row.grants ?? [],
    };
  });
  return {
    serverVersion: server.version.split(" ")[0] ?? server.version,
    serverMajor: Math.floor(server.version_number / 10000),
    database: server.database,
    readAt: server.now.toISOString(),
    searchPath: parseSearchPath(server.search_path, server.user),
    tables: withPartitionSums(tables, rows.tables).sort(byQualifiedName),
    views: rows.others
      .flatMap((row): View[] =>
        row.kind === "view"
          ? [
              {
                schema: row.schema,
                name: row.name,
                materialized: row.object.materialized,
                definition: row.object.definition,
                reads: names.reads(dependencies.get(row.oid) ?? []),
                options: [...row.object.options].sort(),
                comment: row.object.comment,
                columns: row.object.columns,
                columnTypes: row.object.columnTypes,
                populated: row.object.populated,
                attached: row.object.attached,
                rights: row.object.rights,
              },
            ]
          : [],
      )
      .sort(byQualifiedName),
    enums: rows.others
      .flatMap((row) =>
        row.kind === "enum"
          ? [
              {
                schema: row.schema,
                name: row.name,
                values: row.object.values ?? [],
                attached: row.object.attached,
                rights: row.object.rights,
              },
            ]
          : [],
      )
      .sort(byQualifiedName),
    domains: rows.others
      .flatMap((row) => (row.kind === "domain" ? [toDomain(row)] : []))
      .sort(byQualifiedName),
    usable: {
      types: bySchema(rows, "type"),
      collations: bySchema(rows, "collation"),
      functions: bySchema(rows, "function"),
      operators: bySchema(rows, "operator"),
      operatorClasses: bySchema(rows, "operator class"),
    },
    sequences: rows.others
      .flatMap((row) =>
        row.kind === "sequence"
          ? [
              {
                schema: row.schema,
                name: row.name,
                ownedBy: names.owner(dependencies.get(row.oid) ?? []),
                definition: row.object.definition,
                grants: row.object.grants ?? [],
              },
            ]
          : [],
      )
      .sort(byQualifiedName),
    functions: rows.functions
      .map((row) => ({
        schema: row.schema,
        name: row.name,
        identity: `${relationName(row)}(${row.arguments})`,
        language: row.language,
        volatility: ({ i: "immutable", s: "stable", v: "volatile" } as const)[row.volatility],
        body: row.body,
        signature: row.signature,
        kind: ({ f: "function", p: "procedure", a: "aggregate", w: "window" } as const)[row.kind],
        argumentTypes: row.argument_types,
        definition: row.definition,
        attached: row.attached,
        rights: row.rights,
      }))
      .sort((a, b) => compare(a.identity, b.identity)),
    schemas: rows.others
      .flatMap((row) => (row.kind === "schema" ? [{ name: row.name, ...row.object }] : []))
      .sort(byName),
    extensions: rows.others
      .flatMap((row) =>
        row.kind === "extension" ? [{ name: row.name, schema: row.schema, version: row.object.version }] : [],
      )
      .sort(byName),
    publications: rows.others
      .flatMap((row) => (row.kind === "publication" ? [{ name: row.name, ...row.object }] : []))
      .sort(byName),
    defaultRights: rows.others
      .flatMap((row) => (row.kind === "default rights" ? [{ role: row.name, ...row.object }] : []))
      .sort((a, b) => compare(defaultsName(a), defaultsName(b))),
  };
}

function groupBy<Row>(rows: readonly Row[], keyOf: (row: Row) => string): Map<string, Row[]> {
  const groups = new Map<string, Row[]>();
  for (const row of rows) {
    const group = groups.get(keyOf(row));
    if (group) group.push(row);
    else groups.set(keyOf(row), [row]);
  }
  return groups;
}

function bySchema({ usable }: CatalogRows, kind: UsableNameRow["kind"]): Record<string, string[]> {
  const groups = groupBy(
    usable.filter((row) => row.kind === kind),
    (row) => row.schema,
  );
  return Object.fromEntries([...groups].map(([schema, rows]) => [schema, rows.map(({ name }) => name)]));
}
