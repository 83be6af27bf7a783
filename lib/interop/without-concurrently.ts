import { deparseSync } from "pgsql-deparser";
import { bodyOf, onlyNode } from "@/lib/sql/parse";

/**
 * The statement as one that may run in a transaction: the plain form of a concurrent build or drop, with
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
  return sql;
}
