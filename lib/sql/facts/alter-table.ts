import type { AlterTableCmd } from "libpg-query";
import type { LockMode } from "@/lib/contracts/common";
import { relationName } from "../identifiers";
import { bodyOf } from "../parse";
import { addedColumn } from "./column-type";
import { alterConstraint } from "./constraints";
import type { Lookup } from "./lookup";
import { referenced } from "./lookup";
import { provesNotNull } from "./not-null-proof";
import { type FactReader, type StatementFacts, UNKNOWN, union } from "./statement-facts";

/** One subcommand on one table. `dropped` names the constraints that the same ALTER TABLE drops. */
export interface Subcommand {
  readonly relation: string;
  readonly cmd: AlterTableCmd;
  readonly lookup: Lookup;
  readonly dropped: ReadonlySet<string>;
}

type SubcommandReader = (subcommand: Subcommand) => StatementFacts;

const takes =
  (mode: LockMode, more: Omit<StatementFacts, "locks"> = {}): SubcommandReader =>
  ({ relation }) => ({ locks: [[relation, mode]], ...more });

const briefly = takes("AccessExclusiveLock");
const beside = takes("ShareUpdateExclusiveLock");
const triggerSwitch = takes("ShareRowExclusiveLock");
const rewriting = takes("AccessExclusiveLock", { rewrites: true, scans: true });

/** By subcommand; all observed on 12 to 18. What is not here is unknown. */
const SUBCOMMANDS: Partial<Record<NonNullable<AlterTableCmd["subtype"]>, SubcommandReader>> = {
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
  AT_AddConstraint: alterConstraint.add,
  AT_ValidateConstraint: alterConstraint.validate,
  AT_DropConstraint: alterConstraint.drop,
  AT_AlterColumnType: ({ relation }) => ({
    // Whether it rewrites depends on both types: nothing is promised.
    locks: [[relation, "AccessExclusiveLock"]],
    rewrites: true,
    scans: true,
    unknown: true,
  }),
  AT_ChangeOwner: briefly,
  AT_ClusterOn: beside,
  AT_DropCluster: beside,
  AT_SetLogged: rewriting,
  AT_SetUnLogged: rewriting,
  AT_SetTableSpace: rewriting,
  AT_EnableTrig: triggerSwitch,
  AT_EnableAlwaysTrig: triggerSwitch,
  AT_EnableReplicaTrig: triggerSwitch,
  AT_DisableTrig: triggerSwitch,
  AT_EnableTrigAll: triggerSwitch,
  AT_DisableTrigAll: triggerSwitch,
  AT_EnableTrigUser: triggerSwitch,
  AT_DisableTrigUser: triggerSwitch,
  AT_EnableRule: briefly,
  AT_DisableRule: briefly,
  AT_EnableRowSecurity: briefly,
  AT_DisableRowSecurity: briefly,
  AT_ForceRowSecurity: briefly,
  AT_NoForceRowSecurity: briefly,
  AT_ReplicaIdentity: briefly,
};

/** The parser leaves `inh` out where ONLY is said. ALTER TABLE: one lock per table, the strongest of all its subcommands; partitions and children come along. */
export const alterTable: FactReader = (node, lookup) => {
  const statement = bodyOf(node, "AlterTableStmt");
  if (statement?.objtype !== "OBJECT_TABLE") return UNKNOWN;
  const relation = lookup.name(statement.relation);
  const cmds = (statement.cmds ?? []).flatMap((cmd) => bodyOf(cmd, "AlterTableCmd") ?? []);
  const dropped = new Set(
    cmds.filter((cmd) => cmd.subtype === "AT_DropConstraint").map((cmd) => cmd.name ?? ""),
  );
  const own = union(
    cmds.map((cmd) => {
      const read = cmd.subtype ? SUBCOMMANDS[cmd.subtype] : undefined;
      return read
        ? read({ relation, cmd, lookup, dropped })
        : { ...briefly(at(relation, cmd, lookup)), ...UNKNOWN };
    }),
  );
  return !statement.relation?.inh ? own : withDescendants(own, relation, lookup);
};

/** The same lock on every partition and inheriting table. */
export function withDescendants(own: StatementFacts, relation: string, lookup: Lookup): StatementFacts {
  const modes = (own.locks ?? []).filter(([locked]) => locked === relation);
  const more = lookup
    .descendants(relation)
    .flatMap((child) => modes.map(([, mode]) => [child, mode] as const));
  return { ...own, locks: [...(own.locks ?? []), ...more] };
}

function at(relation: string, cmd: AlterTableCmd, lookup: Lookup): Subcommand {
  return { relation, cmd, lookup, dropped: new Set() };
}

function addColumn({ relation, cmd, lookup }: Subcommand): StatementFacts {
  const column = bodyOf(cmd.def, "ColumnDef");
  if (!column) return UNKNOWN;
  const { references, ...facts } = addedColumn(column, lookup);
  return {
    locks: [
      [relation, "AccessExclusiveLock"],
      ...references.map((partner) => [partner, "ShareRowExclusiveLock"] as const),
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
  const sequences = (lookup.catalog?.sequences ?? [])
    .filter((sequence) => sequence.ownedBy?.relation === relation && sequence.ownedBy.column === column)
    .map(relationName);
  return {
    locks: [relation, ...partners, ...children, ...sequences].map((locked) => [
      locked,
      "AccessExclusiveLock",
    ]),
    destructive: true,
    // CASCADE also drops views and more, which the catalog does not list completely.
    unknown: cmd.behavior === "DROP_CASCADE",
  };
}

function setNotNull({ relation, cmd, lookup, dropped }: Subcommand): StatementFacts {
  const proven = provesNotNull(lookup.table(relation), cmd.name ?? "", dropped);
  return { locks: [[relation, "AccessExclusiveLock"]], scans: !proven };
}
