import type { AlterTableCmd } from "libpg-query";
import type { LockMode } from "@/lib/contracts/common";
import { relationName } from "../identifiers";
import { bodyOf, type Node } from "../parse";
import { addedColumn } from "./column-type";
import { alterConstraint, indexName } from "./constraints";
import { relationsRead } from "./data";
import { referenced } from "./known";
import type { Lookup } from "./lookup";
import { provesNotNull } from "./not-null-proof";
import { attachPartition, detachPartition } from "./partitions";
import { type FactReader, type StatementFacts, UNKNOWN, union } from "./statement-facts";
import { lockedWithKeys, typeChange } from "./type-change";

/** One subcommand on one table. `dropped` names the constraints that the same ALTER TABLE drops. */
export interface Subcommand {
  readonly relation: string;
  readonly cmd: AlterTableCmd;
  readonly lookup: Lookup;
  readonly dropped: ReadonlySet<string>;
  /** ALTER TABLE ONLY: partitions and children are left out. */
  readonly only: boolean;
}

type SubcommandReader = (subcommand: Subcommand) => StatementFacts;
type Subtype = NonNullable<AlterTableCmd["subtype"]>;

const takes =
  (mode: LockMode, more: Omit<StatementFacts, "locks"> = {}): SubcommandReader =>
  ({ relation }) => ({ locks: [[relation, mode]], ...more });

const briefly = takes("AccessExclusiveLock");
const beside = takes("ShareUpdateExclusiveLock");
const triggerSwitch = takes("ShareRowExclusiveLock");
const rewriting = takes("AccessExclusiveLock", { rewrites: true, scans: true });

/** By subcommand; all observed on 12 to 18. What is not here is unknown. */
const SUBCOMMANDS: Partial<Record<Subtype, SubcommandReader>> = {
  AT_AddColumn: addColumn,
  AT_DropColumn: dropColumn,
  AT_ColumnDefault: briefly,
  AT_SetNotNull: setNotNull,
  AT_DropNotNull: briefly,
  AT_SetStatistics: beside,
  AT_SetOptions: beside,
  AT_ResetOptions: beside,
  AT_SetStorage: briefly,
  AT_SetCompression: briefly,
  AT_AddIdentity: briefly,
  AT_SetIdentity: (one) => withSequences(one, "ShareRowExclusiveLock"),
  AT_DropIdentity: (one) => withSequences(one, "AccessExclusiveLock"),
  AT_DropExpression: briefly,
  AT_SetExpression: setExpression,
  AT_AddConstraint: alterConstraint.add,
  AT_AlterConstraint: alterConstraint.alter,
  AT_ValidateConstraint: alterConstraint.validate,
  AT_DropConstraint: alterConstraint.drop,
  AT_AlterColumnType: ({ relation, cmd, lookup }) => typeChange(relation, cmd, lookup),
  AT_ChangeOwner: briefly,
  AT_ClusterOn: ({ relation, cmd, lookup }) => ({
    locks: [
      [relation, "ShareUpdateExclusiveLock"],
      [indexName(relation, cmd.name ?? "", lookup), "ShareUpdateExclusiveLock"],
    ],
  }),
  AT_DropCluster: beside,
  AT_SetRelOptions: relationOptions,
  AT_ResetRelOptions: relationOptions,
  AT_SetLogged: rewriting,
  AT_SetUnLogged: rewriting,
  AT_SetTableSpace: rewriting,
  AT_SetAccessMethod: rewriting,
  AT_DropOids: briefly,
  AT_EnableTrig: triggerSwitch,
  AT_EnableAlwaysTrig: triggerSwitch,
  AT_EnableReplicaTrig: triggerSwitch,
  AT_DisableTrig: triggerSwitch,
  AT_EnableTrigAll: triggerSwitch,
  AT_DisableTrigAll: triggerSwitch,
  AT_EnableTrigUser: triggerSwitch,
  AT_DisableTrigUser: triggerSwitch,
  AT_EnableRule: briefly,
  AT_EnableAlwaysRule: briefly,
  AT_EnableReplicaRule: briefly,
  AT_DisableRule: briefly,
  AT_EnableRowSecurity: briefly,
  AT_DisableRowSecurity: briefly,
  AT_ForceRowSecurity: briefly,
  AT_NoForceRowSecurity: briefly,
  AT_ReplicaIdentity: replicaIdentity,
  AT_AddInherit: (one) => withParent(one, "ShareUpdateExclusiveLock"),
  AT_DropInherit: (one) => withParent(one, "AccessShareLock"),
  AT_AddOf: briefly,
  AT_DropOf: briefly,
  AT_GenericOptions: briefly,
  AT_AttachPartition: ({ relation, cmd, lookup }) => attachPartition(relation, cmd, lookup),
  AT_DetachPartition: ({ relation, cmd, lookup }) => detachPartition(relation, cmd, lookup),
  AT_DetachPartitionFinalize: ({ relation, cmd, lookup }) => detachPartition(relation, cmd, lookup),
};

/** Subcommands that leave partitions and inheriting tables alone. */
const ALONE: ReadonlySet<Subtype> = new Set<Subtype>([
  ...([
    "AT_ChangeOwner",
    "AT_ClusterOn",
    "AT_DropCluster",
    "AT_SetRelOptions",
    "AT_ResetRelOptions",
  ] as const),
  ...(["AT_SetLogged", "AT_SetUnLogged", "AT_SetTableSpace", "AT_SetAccessMethod", "AT_DropOids"] as const),
  ...(["AT_EnableRule", "AT_DisableRule", "AT_EnableRowSecurity", "AT_DisableRowSecurity"] as const),
  ...(["AT_ForceRowSecurity", "AT_NoForceRowSecurity", "AT_ReplicaIdentity", "AT_AddInherit"] as const),
  ...(["AT_DropInherit", "AT_AddOf", "AT_DropOf", "AT_AttachPartition", "AT_DetachPartition"] as const),
  ...(["AT_DetachPartitionFinalize"] as const),
]);

/** One subcommand with what it does when it stands alone. */
export interface AlterTablePart {
  readonly relation: string;
  readonly cmd: AlterTableCmd;
  readonly facts: StatementFacts;
}

/** The parser leaves `inh` out where ONLY is said. */
export function alterTableParts(node: Node, lookup: Lookup): readonly AlterTablePart[] {
  const statement = bodyOf(node, "AlterTableStmt");
  if (!statement) return [];
  const relation = lookup.name(statement.relation);
  const cmds = (statement.cmds ?? []).flatMap((cmd) => bodyOf(cmd, "AlterTableCmd") ?? []);
  const dropped = new Set(
    cmds.filter((cmd) => cmd.subtype === "AT_DropConstraint").map((cmd) => cmd.name ?? ""),
  );
  const only = !statement.relation?.inh;
  return cmds.map((cmd) => {
    const read = cmd.subtype ? SUBCOMMANDS[cmd.subtype] : undefined;
    const one = { relation, cmd, lookup, dropped, only };
    const own = read ? read(one) : { ...briefly(one), ...UNKNOWN };
    const alone = only || (cmd.subtype && ALONE.has(cmd.subtype));
    return { relation, cmd, facts: alone ? own : withDescendants(own, relation, lookup) };
  });
}

/** ALTER TABLE: one lock per table, the strongest of all its subcommands; partitions and children come along. */
export const alterTable: FactReader = (node, lookup) => {
  const statement = bodyOf(node, "AlterTableStmt");
  if (!statement) return UNKNOWN;
  const relation = lookup.name(statement.relation);
  if (statement.missing_ok && lookup.missing(relation)) return {};
  switch (statement.objtype) {
    case "OBJECT_TABLE":
    case "OBJECT_MATVIEW":
    case "OBJECT_FOREIGN_TABLE":
      return union(alterTableParts(node, lookup).map((part) => part.facts));
    case "OBJECT_INDEX":
      return alterIndex(relation, statement.cmds ?? [], lookup);
    case "OBJECT_VIEW":
    case "OBJECT_SEQUENCE":
      return { locks: [[relation, "AccessExclusiveLock"]] };
    case "OBJECT_TYPE":
      return alterCompositeType(statement.cmds ?? []);
    default:
      return UNKNOWN;
  }
};

/** The same lock on every partition and inheriting table. */
export function withDescendants(own: StatementFacts, relation: string, lookup: Lookup): StatementFacts {
  const modes = (own.locks ?? []).filter(([locked]) => locked === relation);
  const more = lookup
    .descendants(relation)
    .flatMap((child) => modes.map(([, mode]) => [child, mode] as const));
  const leaf = own.lowerModes;
  return {
    ...own,
    locks: [...(own.locks ?? []), ...(leaf ? more.map(([child]) => [child, leaf] as const) : more)],
  };
}

/** ALTER INDEX: the lock is on the index, which stops whoever plans a query of its table. */
function alterIndex(index: string, nodes: readonly Node[], lookup: Lookup): StatementFacts {
  const cmds = nodes.flatMap((node) => bodyOf(node, "AlterTableCmd") ?? []);
  return union(
    cmds.map((cmd): StatementFacts => {
      switch (cmd.subtype) {
        case "AT_SetRelOptions":
        case "AT_ResetRelOptions":
        case "AT_SetStatistics":
          return { locks: [[index, "ShareUpdateExclusiveLock"]] };
        case "AT_SetTableSpace":
          return { locks: [[index, "AccessExclusiveLock"]], scans: true };
        case "AT_AttachPartition": {
          const child = lookup.name(bodyOf(cmd.def, "PartitionCmd")?.name);
          const tables = [index, child].flatMap((one) => lookup.tableOfIndex(one) ?? []);
          return {
            locks: [
              ...tables.map((table) => [relationName(table), "AccessShareLock"] as const),
              [child, "AccessExclusiveLock"],
              [index, "ShareUpdateExclusiveLock"],
            ],
          };
        }
        default:
          return { locks: [[index, "AccessExclusiveLock"]], unknown: true };
      }
    }),
  );
}

/** ALTER TYPE of a composite: with CASCADE it reaches the tables made OF the type, which the catalog does not list. */
function alterCompositeType(cmds: readonly Node[]): StatementFacts {
  const cascade = cmds.some((cmd) => bodyOf(cmd, "AlterTableCmd")?.behavior === "DROP_CASCADE");
  return { unknown: cascade };
}

/** Most storage parameters are set beside reads and writes. */
function relationOptions({ relation, cmd }: Subcommand): StatementFacts {
  const names = (bodyOf(cmd.def, "List")?.items ?? []).flatMap(
    (item) => bodyOf(item, "DefElem")?.defname ?? [],
  );
  const strong = names.includes("user_catalog_table");
  return { locks: [[relation, strong ? "AccessExclusiveLock" : "ShareUpdateExclusiveLock"]] };
}

function replicaIdentity({ relation, cmd, lookup }: Subcommand): StatementFacts {
  const index = bodyOf(cmd.def, "ReplicaIdentityStmt")?.name;
  return {
    locks: [
      [relation, "AccessExclusiveLock"],
      ...(index ? [[indexName(relation, index, lookup), "ShareLock"] as const] : []),
    ],
  };
}

function withSequences({ relation, cmd, lookup }: Subcommand, mode: LockMode): StatementFacts {
  const sequences = lookup.sequences(relation, cmd.name ?? "");
  return {
    locks: [[relation, "AccessExclusiveLock"], ...sequences.map((one) => [one, mode] as const)],
  };
}

function withParent({ relation, cmd, lookup }: Subcommand, mode: LockMode): StatementFacts {
  const parent = lookup.name(bodyOf(cmd.def, "RangeVar") ?? undefined);
  // Leaving a parent stops its readers as well: planning them opens every child.
  return {
    locks: [
      [relation, "AccessExclusiveLock"],
      [parent, mode],
    ],
  };
}

/** A stored column is computed anew for every row, a virtual one (18) is read only where it is NOT NULL. */
function setExpression({ relation, cmd, lookup }: Subcommand): StatementFacts {
  const column = lookup.table(relation)?.columns.find((one) => one.name === cmd.name);
  const stored = column?.generated?.kind !== "virtual";
  return {
    locks: lockedWithKeys(relation, cmd.name ?? "", lookup),
    rewrites: stored,
    scans: stored || column?.notNull === true,
  };
}

function addColumn({ relation, cmd, lookup }: Subcommand): StatementFacts {
  const column = bodyOf(cmd.def, "ColumnDef");
  if (!column) return UNKNOWN;
  const { references, ...facts } = addedColumn(column, lookup);
  const there = lookup.table(relation)?.columns.some((one) => one.name === column.colname) ?? false;
  if (cmd.missing_ok && there) return { locks: [[relation, "AccessExclusiveLock"]] };
  return {
    locks: [
      [relation, "AccessExclusiveLock"],
      ...references.map((partner) => [partner, "ShareRowExclusiveLock"] as const),
      ...relationsRead(column.constraints, lookup).filter(([, mode]) => mode === "RowExclusiveLock"),
    ],
    ...facts,
  };
}

/** Dropping a column drops its foreign keys, which takes ACCESS EXCLUSIVE on the other table as well. */
function dropColumn({ relation, cmd, lookup }: Subcommand): StatementFacts {
  const column = cmd.name ?? "";
  const constraints = lookup.table(relation)?.constraints ?? [];
  const partners = constraints
    .filter((constraint) => constraint.columns.includes(column))
    .flatMap((constraint) => referenced(constraint) ?? []);
  const children =
    cmd.behavior === "DROP_CASCADE"
      ? lookup
          .referencing(relation)
          .filter(({ constraint }) => constraint.references?.columns.includes(column))
          .map((reference) => reference.relation)
      : [];
  const table = lookup.table(relation);
  if (cmd.missing_ok && table && lookup.complete && !table.columns.some((one) => one.name === column)) {
    return { locks: [[relation, "AccessExclusiveLock"]] };
  }
  const views = cmd.behavior === "DROP_CASCADE" ? lookup.views(relation, column) : [];
  return {
    locks: [relation, ...partners, ...children, ...lookup.sequences(relation, column), ...views].map(
      (locked) => [locked, "AccessExclusiveLock"],
    ),
    destructive: true,
    // Only a catalog knows which views CASCADE drops.
    unknown: cmd.behavior === "DROP_CASCADE" && !lookup.complete,
  };
}

function setNotNull({ relation, cmd, lookup, dropped }: Subcommand): StatementFacts {
  const proven = provesNotNull(lookup.table(relation), cmd.name ?? "", dropped);
  return { locks: [[relation, "AccessExclusiveLock"]], scans: !proven };
}
