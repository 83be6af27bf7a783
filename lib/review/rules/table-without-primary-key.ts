import { bodyOf, type Node } from "../../sql/parse";
import type { Rule } from "../rule";

/** New table that ends without one. */
export const tableWithoutPrimaryKey: Rule = {
  level: "warning",
  tier: "extended",
  help: "Replication, tools; partitions take the parent's; temporary tables exempt.",
  on: ["CreateStmt"],
  check: (one) => {
    const create = bodyOf(one.statement.node, "CreateStmt");
    if (!create || create.partbound || create.inhRelations?.length || create.relation?.relpersistence === "t")
      return [];
    const relation = one.lookup.name(create.relation);
    const isKey = (node: Node) => bodyOf(node, "Constraint")?.contype === "CONSTR_PRIMARY";
    const inline = (create.tableElts ?? []).some(
      (node) =>
        isKey(node) ||
        (bodyOf(node, "ColumnDef")?.constraints ?? []).some(isKey) ||
        bodyOf(node, "TableLikeClause") !== null,
    );
    return inline || one.later.addsPrimaryKey(create.relation)
      ? []
      : [{ relation, message: "Replication and tools want a primary key." }];
  },
};
