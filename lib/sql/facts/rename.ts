import { bodyOf } from "../parse";
import { withDescendants } from "./alter-table";
import { indexName } from "./constraints";
import { type FactReader, type StatementFacts, UNKNOWN } from "./statement-facts";

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
      const own = {
        locks: [
          [relation, "AccessExclusiveLock"],
          ...(constraint?.indexName
            ? [[indexName(relation, constraint.indexName, lookup), "ShareUpdateExclusiveLock"] as const]
            : []),
        ],
      } satisfies StatementFacts;
      // Partitions and children call a check or NOT NULL as their parent does, keys as they like.
      const alone = constraint && !["check", "not null"].includes(constraint.type);
      return alone ? own : withDescendants(own, relation, lookup);
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
