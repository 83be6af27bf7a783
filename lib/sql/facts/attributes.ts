import { bodyOf, strings } from "../parse";
import type { Lookup } from "./lookup";
import { type FactReader, UNKNOWN } from "./statement-facts";

/** GRANT and REVOKE: no lock on the object up to 17, ACCESS SHARE on tables and sequences from 18 on (observed). */
export const grant: FactReader = (node, lookup) => {
  const statement = bodyOf(node, "GrantStmt");
  if (!statement) return UNKNOWN;
  const lockable = statement.objtype === "OBJECT_TABLE" || statement.objtype === "OBJECT_SEQUENCE";
  if (!lockable || statement.targtype !== "ACL_TARGET_OBJECT" || lookup.serverMajor < 18) return {};
  return {
    locks: (statement.objects ?? []).map((object) => [
      lookup.name(bodyOf(object, "RangeVar") ?? undefined),
      "AccessShareLock",
    ]),
  };
};

/** COMMENT: SHARE UPDATE EXCLUSIVE on a table, column or index; ACCESS SHARE on the table of a constraint or trigger. */
export const comment: FactReader = (node, lookup) => {
  const statement = bodyOf(node, "CommentStmt");
  if (!statement) return UNKNOWN;
  const names = strings(bodyOf(statement.object, "List")?.items);
  switch (statement.objtype) {
    case "OBJECT_TABLE":
    case "OBJECT_INDEX":
    case "OBJECT_VIEW":
    case "OBJECT_SEQUENCE":
    case "OBJECT_MATVIEW":
    case "OBJECT_FOREIGN_TABLE":
      return { locks: [[named(names, lookup), "ShareUpdateExclusiveLock"]] };
    case "OBJECT_COLUMN":
      return { locks: [[named(names.slice(0, -1), lookup), "ShareUpdateExclusiveLock"]] };
    case "OBJECT_TABCONSTRAINT":
    case "OBJECT_TRIGGER":
    case "OBJECT_POLICY":
    case "OBJECT_RULE":
      return { locks: [[named(names.slice(0, -1), lookup), "AccessShareLock"]] };
    default:
      // Schemas, functions, types, roles and the rest: no table is locked.
      return {};
  }
};

function named(parts: readonly string[], lookup: Lookup): string {
  return lookup.name({ schemaname: parts.length > 1 ? parts.at(-2) : undefined, relname: parts.at(-1) });
}
