import { deparseSync } from "pgsql-deparser";
import { bodyOf, type Node, onlyNode } from "@/lib/sql/parse";

/**
 * The statement as one that may run in a transaction: the plain form of a concurrent build, rebuild, drop or detach, with
 * IF [NOT] EXISTS so that it does nothing where the other has run. Anything else as it is.
 */
export function withoutConcurrently(sql: string): string {
  const node = onlyNode(sql);
  const index = bodyOf(node, "IndexStmt");
  if (index?.concurrent) {
    return deparseSync([{ IndexStmt: { ...index, concurrent: false, if_not_exists: true } }]);
  }
  const drop = bodyOf(node, "DropStmt");
  if (drop?.concurrent) {
    return deparseSync([{ DropStmt: { ...drop, concurrent: false, missing_ok: true } }]);
  }
  const rebuild = bodyOf(node, "ReindexStmt");
  if (rebuild) {
    const params = (rebuild.params ?? []).filter(
      (param) => bodyOf(param, "DefElem")?.defname !== "concurrently",
    );
    return deparseSync([{ ReindexStmt: { ...rebuild, params } }]);
  }
  // The word is the last one of the statement, and of no other.
  return alterDetaches(node) ? sql.replace(/\s+CONCURRENTLY\s*$/i, "") : sql;
}

function alterDetaches(node: Node | undefined): boolean {
  const command = bodyOf(bodyOf(node, "AlterTableStmt")?.cmds?.[0], "AlterTableCmd");
  return (
    command?.subtype === "AT_DetachPartition" && (bodyOf(command.def, "PartitionCmd")?.concurrent ?? false)
  );
}
