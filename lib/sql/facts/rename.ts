import { bodyOf } from "../parse";
import { withDescendants } from "./alter-table";
import { indexName } from "./constraints";
import { type FactReader, UNKNOWN } from "./statement-facts";

/** Renames are short, and break everything that still says the old name. Observed on 12 to 18. */
export const rename: FactReader = (node, lookup) => {
  const statement = bodyOf(node, "RenameStmt");
  if (!statement) return UNKNOWN;
  const relation = lookup.name(statement.relation);
  switch (statement.renameType) {
    case "OBJECT_COLUMN":
      return withDescendants({ locks: [[relation, "AccessExclusiveLock"]] }, relation, lookup);
    case "OBJECT_TABCONSTRAINT": {
      const constraint = lookup
        .table(relation)
        ?.constraints.find((candidate) => candidate.name === statement.subname);
      return {
        locks: [
          [relation, "AccessExclusiveLock"],
          ...(constraint?.indexName
            ? [[indexName(relation, constraint.indexName, lookup), "ShareUpdateExclusiveLock"] as const]
            : []),
        ],
      };
    }
    case "OBJECT_INDEX":
      return { locks: [[relation, "ShareUpdateExclusiveLock"]] };
    case "OBJECT_TABLE":
    case "OBJECT_VIEW":
    case "OBJECT_MATVIEW":
    case "OBJECT_SEQUENCE":
    case "OBJECT_TRIGGER":
    case "OBJECT_POLICY":
    case "OBJECT_RULE":
      return { locks: [[relation, "AccessExclusiveLock"]] };
    default:
      // Types, schemas, functions, roles and the rest: no table is locked.
      return statement.relation ? UNKNOWN : {};
  }
};
