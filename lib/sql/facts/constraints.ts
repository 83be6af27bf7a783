import type { Constraint as ConstraintNode } from "libpg-query";
import { parseRelationName, relationName } from "../identifiers";
import { bodyOf, strings } from "../parse";
import type { Subcommand } from "./alter-table";
import { referenced } from "./known";
import type { Lookup } from "./lookup";
import { provesNotNull } from "./not-null-proof";
import { type StatementFacts, UNKNOWN } from "./statement-facts";

/** ADD, VALIDATE and DROP CONSTRAINT; observed on 12 to 18. */
export const alterConstraint = { add, alter, validate, drop };

function add({ relation, cmd, lookup, dropped, only }: Subcommand): StatementFacts {
  const constraint = bodyOf(cmd.def, "Constraint");
  if (!constraint) return UNKNOWN;
  // NOT ENFORCED (18) leaves out `is_enforced`, which older trees do not have at all.
  const unchecked = (constraint.skip_validation ?? false) || isNotEnforced(constraint);
  switch (constraint.contype) {
    case "CONSTR_CHECK":
    case "CONSTR_NOTNULL":
      return { locks: [[relation, "AccessExclusiveLock"]], scans: !unchecked };
    case "CONSTR_FOREIGN": {
      const target = lookup.name(constraint.pktable);
      const adopted = !unchecked && partitionsHave(constraint, relation, target, lookup);
      const mode = adopted ? "AccessExclusiveLock" : "ShareRowExclusiveLock";
      return {
        locks: [
          [relation, "ShareRowExclusiveLock"],
          ...[target, ...lookup.descendants(target)].map((partner) => [partner, mode] as const),
        ],
        scans: !unchecked && !adopted,
      };
    }
    case "CONSTR_UNIQUE":
    case "CONSTR_PRIMARY": {
      const table = lookup.table(relation);
      if (!constraint.indexname) {
        return {
          locks: [[relation, "AccessExclusiveLock"]],
          // On ONLY a partitioned table there is nothing to read.
          scans: !(only && table?.kind === "partitioned"),
          ...(lookup.serverMajor < 18 && table?.kind === "partitioned"
            ? { lowerModes: "ShareLock" as const }
            : {}),
        };
      }
      const index = table?.indexes.find((candidate) => candidate.name === constraint.indexname);
      // A primary key makes its columns NOT NULL, which scans where no valid CHECK proves it.
      const proven = index?.columns.every((column) => provesNotNull(table, column, dropped)) ?? false;
      return {
        locks: [
          [relation, "AccessExclusiveLock"],
          [indexName(relation, constraint.indexname, lookup), "ShareUpdateExclusiveLock"],
        ],
        scans: constraint.contype === "CONSTR_PRIMARY" && !proven,
      };
    }
    case "CONSTR_EXCLUSION":
      return { locks: [[relation, "AccessExclusiveLock"]], scans: true };
    default:
      return { locks: [[relation, "AccessExclusiveLock"]], unknown: true };
  }
}

/** Every partition has the valid key already: those are taken over, whose own triggers go (observed on 15 and 18). */
function partitionsHave(key: ConstraintNode, relation: string, target: string, lookup: Lookup): boolean {
  if (lookup.table(relation)?.kind !== "partitioned") return false;
  const columns = strings(key.fk_attrs).join("\0");
  const leaves = lookup.descendants(relation).flatMap((name) => lookup.table(name) ?? []);
  const rows = leaves.filter(({ kind }) => kind !== "partitioned");
  return (
    rows.length > 0 &&
    rows.every(({ constraints }) =>
      constraints.some(
        (one) => one.validated && referenced(one) === target && one.columns.join("\0") === columns,
      ),
    )
  );
}

function isNotEnforced(constraint: ConstraintNode): boolean {
  return (
    ["CONSTR_CHECK", "CONSTR_FOREIGN"].includes(constraint.contype ?? "") && constraint.is_enforced !== true
  );
}

/** ALTER CONSTRAINT: turning a foreign key on (18) checks all rows, turning it off locks both tables. */
function alter({ relation, cmd, lookup }: Subcommand): StatementFacts {
  const change = bodyOf(cmd.def, "ATAlterConstraint");
  const partners = lookup
    .table(relation)
    ?.constraints.filter((constraint) => constraint.name === change?.conname)
    .flatMap((constraint) => referenced(constraint) ?? []);
  if (!change?.alterEnforceability) return { locks: [[relation, "AccessExclusiveLock"]] };
  const mode = change.is_enforced ? "ShareRowExclusiveLock" : "AccessExclusiveLock";
  return {
    locks: [
      [relation, "AccessExclusiveLock"],
      ...(partners ?? []).map((partner) => [partner, mode] as const),
    ],
    scans: change.is_enforced ?? false,
    unknown: partners === undefined,
  };
}

/** Validation scans beside reads and writes; a foreign key's reads the other table under ROW SHARE. */
function validate({ relation, cmd, lookup }: Subcommand): StatementFacts {
  const constraint = lookup.table(relation)?.constraints.find((candidate) => candidate.name === cmd.name);
  const partner = constraint ? referenced(constraint) : null;
  return {
    locks: [
      [relation, "ShareUpdateExclusiveLock"],
      ...(partner && partner !== relation ? [[partner, "RowShareLock"] as const] : []),
    ],
    scans: !constraint?.validated,
  };
}

/** Unlike adding one, dropping a foreign key takes ACCESS EXCLUSIVE on both tables. */
function drop({ relation, cmd, lookup }: Subcommand): StatementFacts {
  const constraint = lookup.table(relation)?.constraints.find((candidate) => candidate.name === cmd.name);
  const partner = constraint ? referenced(constraint) : null;
  const index = constraint?.indexName ? [indexName(relation, constraint.indexName, lookup)] : [];
  const cascade = cmd.behavior === "DROP_CASCADE";
  const children = cascade ? lookup.referencing(relation).map((reference) => reference.relation) : [];
  return {
    locks: [relation, ...(partner ? [partner] : []), ...index, ...children].map((locked) => [
      locked,
      "AccessExclusiveLock",
    ]),
    unknown: cascade && !lookup.complete,
  };
}

/** An index lives in the schema of its table. */
export function indexName(relation: string, name: string, lookup: Lookup): string {
  const schema = lookup.table(relation)?.schema ?? parseRelationName(relation)?.schema ?? "public";
  return relationName({ schema, name });
}
