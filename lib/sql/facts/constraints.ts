import { parseRelationName, relationName } from "../identifiers";
import { bodyOf } from "../parse";
import type { Subcommand } from "./alter-table";
import { type Lookup, referenced } from "./lookup";
import { provesNotNull } from "./not-null-proof";
import { type StatementFacts, UNKNOWN } from "./statement-facts";

/** ADD, VALIDATE and DROP CONSTRAINT; observed on 12 to 18. */
export const alterConstraint = { add, validate, drop };

function add({ relation, cmd, lookup, dropped }: Subcommand): StatementFacts {
  const constraint = bodyOf(cmd.def, "Constraint");
  if (!constraint) return UNKNOWN;
  const unchecked = constraint.skip_validation ?? false;
  switch (constraint.contype) {
    case "CONSTR_CHECK":
    case "CONSTR_NOTNULL":
      return { locks: [[relation, "AccessExclusiveLock"]], scans: !unchecked };
    case "CONSTR_FOREIGN":
      return {
        locks: [
          [relation, "ShareRowExclusiveLock"],
          [lookup.name(constraint.pktable), "ShareRowExclusiveLock"],
        ],
        scans: !unchecked,
      };
    case "CONSTR_UNIQUE":
    case "CONSTR_PRIMARY": {
      if (!constraint.indexname) return { locks: [[relation, "AccessExclusiveLock"]], scans: true };
      const table = lookup.table(relation);
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
    unknown: cascade && lookup.catalog === null,
  };
}

/** An index lives in the schema of its table. */
export function indexName(relation: string, name: string, lookup: Lookup): string {
  const schema = lookup.table(relation)?.schema ?? parseRelationName(relation)?.schema ?? "public";
  return relationName({ schema, name });
}
