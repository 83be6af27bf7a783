import { deparseSync } from "pgsql-deparser";
import { bodyOf, parseSql } from "@/lib/sql/parse";

/** `pg_get_indexdef`'s text with CONCURRENTLY; null where it does not come out as the same index. */
export function concurrently(definition: string): string | null {
  const parsed = parseSql(definition);
  const index = parsed.ok ? bodyOf(parsed.value[0]?.node, "IndexStmt") : null;
  if (!parsed.ok || !index) return null;
  index.concurrent = true;
  const text = definition.replace(/^CREATE (UNIQUE )?INDEX /, "CREATE $1INDEX CONCURRENTLY ");
  const again = parseSql(text);
  const node = again.ok ? again.value[0]?.node : undefined;
  const same = node && parsed.value[0] && deparseSync(node) === deparseSync(parsed.value[0].node);
  return same ? text : null;
}
