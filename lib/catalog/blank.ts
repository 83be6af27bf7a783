import type { Column, Constraint, Index, Table } from "./model";

/**
 * Parts of a catalog that nobody has read from a server: named, and otherwise as plain as one that was just made.
 * Who knows more about a part says so in `more`; a field added to the model is added here once.
 */
export function blankTable(
  name: { readonly schema: string; readonly name: string },
  more: Partial<Table> = {},
): Table {
  return {
    schema: name.schema,
    name: name.name,
    kind: "table",
    owner: "",
    comment: null,
    rowEstimate: null,
    totalBytes: 0,
    heapBytes: 0,
    writesTotal: 0,
    statsAgeSeconds: null,
    rowSecurity: false,
    inheritsFrom: [],
    partitionKeyColumns: [],
    replicaIdentity: "default",
    columns: [],
    constraints: [],
    indexes: [],
    triggers: [],
    policies: [],
    statistics: [],
    publications: [],
    ...more,
  };
}

export function blankColumn(name: string, type: string, more: Partial<Column> = {}): Column {
  return {
    name,
    position: 0,
    type,
    collation: null,
    notNull: false,
    default: null,
    identity: null,
    generated: null,
    comment: null,
    statisticsTarget: null,
    storage: null,
    compression: null,
    grants: [],
    ...more,
  };
}

export function blankConstraint(
  name: string,
  type: Constraint["type"],
  columns: readonly string[],
  more: Partial<Constraint> = {},
): Constraint {
  return {
    name,
    type,
    columns,
    definition: "",
    validated: false,
    deferrable: false,
    initiallyDeferred: false,
    references: null,
    indexName: null,
    comment: null,
    ...more,
  };
}

/** Usable at once: valid and ready. */
export function blankIndex(name: string, columns: readonly string[], more: Partial<Index> = {}): Index {
  return {
    name,
    columns,
    hasExpressions: false,
    predicate: null,
    unique: false,
    primary: false,
    valid: true,
    ready: true,
    definition: "",
    mentions: columns,
    constraintName: null,
    bytes: 0,
    scans: 0,
    comment: null,
    ...more,
  };
}
