import type { Column, Constraint, DomainType, Index, Policy, Table, Trigger } from "./model";
import type { Names } from "./names";
import { compare } from "./order";
import type { ColumnRow } from "./queries/columns";
import type { ConstraintRow } from "./queries/constraints";
import type { DependencyRow } from "./queries/dependencies";
import type { IndexRow } from "./queries/indexes";
import type { DomainRow } from "./queries/other-objects";
import type { PolicyRow, TriggerRow } from "./queries/table-parts";
import type { TableRow } from "./queries/tables";

export function tableKind(row: TableRow): Table["kind"] {
  if (row.kind === "p") return "partitioned";
  if (row.is_partition) return "partition";
  return row.kind === "f" ? "foreign" : "table";
}

/** Before 14 a table never analysed says 0 rows on 0 pages, from 14 on -1. */
export function rowEstimate(row: TableRow, versionNumber: number): number | null {
  const isUnknown = versionNumber >= 140000 ? row.reltuples < 0 : row.reltuples === 0 && row.relpages === 0;
  return isUnknown ? null : Math.max(row.reltuples, row.live_tuples);
}

const STORAGE = { p: "plain", e: "external", m: "main", x: "extended" } as const;

export function toColumn(row: ColumnRow): Column {
  return {
    name: row.name,
    position: row.position,
    type: row.type,
    collation: row.collation,
    notNull: row.not_null,
    default: row.generated === "" ? row.expression : null,
    identity: row.identity === "" ? null : row.identity === "a" ? "always" : "by default",
    generated:
      row.generated === ""
        ? null
        : { kind: row.generated === "s" ? "stored" : "virtual", expression: row.expression ?? "" },
    comment: row.comment,
    statisticsTarget: row.statistics_target,
    storage: row.storage === null ? null : STORAGE[row.storage],
    compression: row.compression === null ? null : row.compression === "p" ? "pglz" : "lz4",
    grants: row.grants ?? [],
  };
}

const CONSTRAINT_TYPES = {
  p: "primary key",
  u: "unique",
  c: "check",
  f: "foreign key",
  x: "exclusion",
  n: "not null",
} as const;

export function toConstraint(row: ConstraintRow, names: Names): Constraint {
  const target = row.references_oid === null ? null : names.bare(row.references_oid);
  return {
    name: row.name,
    type: CONSTRAINT_TYPES[row.type],
    columns: names.columns(row.table_oid, row.attributes),
    definition: row.definition,
    validated: row.validated,
    deferrable: row.deferrable,
    initiallyDeferred: row.initially_deferred,
    references:
      row.references_oid === null || target === null
        ? null
        : {
            schema: target.schema,
            table: target.name,
            columns: names.columns(row.references_oid, row.references_attributes),
          },
    // The index of a primary key, unique or exclusion constraint always bears the constraint's name.
    indexName: row.index_oid === null ? null : row.name,
    comment: row.comment,
  };
}

export function toIndex(
  row: IndexRow,
  context: {
    readonly names: Names;
    readonly dependencies: readonly DependencyRow[];
    readonly constraintName: string | null;
    readonly blockSize: number;
  },
): Index {
  const { names, dependencies } = context;
  const mentioned = [...row.attributes, ...dependencies.map((dependency) => dependency.attribute)];
  return {
    name: row.name,
    columns: names.columns(row.table_oid, row.attributes.slice(0, row.key_count)),
    hasExpressions: row.has_expressions || row.predicate !== null,
    predicate: row.predicate,
    unique: row.unique,
    primary: row.primary,
    valid: row.valid,
    ready: row.ready,
    definition: row.definition,
    mentions: [...new Set(names.columns(row.table_oid, mentioned))].sort(compare),
    constraintName: context.constraintName,
    bytes: row.relpages * context.blockSize,
    scans: row.scans,
    comment: row.comment,
  };
}

const ENABLED = { O: "origin", D: "disabled", R: "replica", A: "always" } as const;

// Bits of pg_trigger.tgtype: src/include/catalog/pg_trigger.h.
const [ROW, BEFORE, INSERT, DELETE, UPDATE, TRUNCATE, INSTEAD] = [1, 2, 4, 8, 16, 32, 64] as const;

export function toTrigger(row: TriggerRow, names: Names): Trigger {
  const { type } = row.part;
  const events: Trigger["events"][number][] = [];
  if (type & INSERT) events.push("insert");
  if (type & UPDATE) events.push("update");
  if (type & DELETE) events.push("delete");
  if (type & TRUNCATE) events.push("truncate");
  return {
    name: row.name,
    timing: type & INSTEAD ? "instead of" : type & BEFORE ? "before" : "after",
    events,
    forEachRow: (type & ROW) !== 0,
    function: row.part.function,
    enabled: ENABLED[row.part.enabled],
    definition: row.part.definition,
    updateOf: names.columns(row.table_oid, row.part.attributes),
    comment: row.part.comment,
  };
}

/** `polcmd` of pg_policy, and the command of a policy as the catalog model has it. */
export const POLICY_COMMANDS = { r: "select", a: "insert", w: "update", d: "delete", "*": "all" } as const;

export function toPolicy(row: PolicyRow, names: Names, dependencies: readonly DependencyRow[]): Policy {
  const own = dependencies.filter((dependency) => dependency.table_oid === row.table_oid);
  const mentioned = own.map((dependency) => dependency.attribute);
  return {
    name: row.name,
    command: POLICY_COMMANDS[row.part.command],
    using: row.part.using,
    check: row.part.check,
    mentions: [...new Set(names.columns(row.table_oid, mentioned))].sort(compare),
    permissive: row.part.permissive,
    roles: [...(row.part.roles ?? [])].sort(compare),
    comment: row.part.comment,
  };
}

export function toDomain(row: DomainRow): DomainType {
  const { base, collation, notNull, checks, attached, rights } = row.object;
  const clauses = [
    base,
    collation === null ? "" : `COLLATE ${collation}`,
    row.object.default === null ? "" : `DEFAULT ${row.object.default}`,
    notNull ? "NOT NULL" : "",
    ...checks,
  ];
  return {
    schema: row.schema,
    name: row.name,
    constrained: notNull || checks.length > 0,
    definition: clauses.filter((clause) => clause !== "").join(" "),
    attached,
    rights,
  };
}
