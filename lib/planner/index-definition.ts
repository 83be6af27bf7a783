import { deparseSync } from "pgsql-deparser";
import type { QualifiedName } from "@/lib/sql/identifiers";
import { bodyOf, parseSql } from "@/lib/sql/parse";

/** `pg_get_indexdef`'s text with CONCURRENTLY; null where it does not come out as the same index. */
export function concurrently(definition: string): string | null {
  const index = indexTree(definition);
  if (!index) return null;
  index.concurrent = true;
  const text = definition.replace(/^CREATE (UNIQUE )?INDEX /, "CREATE $1INDEX CONCURRENTLY ");
  const again = parseSql(text);
  const node = again.ok ? again.value[0]?.node : undefined;
  const same = node && deparseSync(node) === deparseSync({ IndexStmt: index });
  return same ? text : null;
}

/**
 * The index as it would be under that name on another table, built concurrently, on that table alone, or as a table that
 * nobody uses yet gets it; null where it cannot be written.
 */
export function indexOn(
  definition: string,
  name: string,
  table: QualifiedName,
  how: "only" | "concurrently" | "plain" = "concurrently",
): string | null {
  const index = indexTree(definition);
  if (!index) return null;
  const [concurrent, inh] = [how === "concurrently", how !== "only"];
  const relation = { schemaname: table.schema, relname: table.name, inh, relpersistence: "p" };
  const text = deparseSync({ IndexStmt: { ...index, idxname: name, relation, concurrent } })
    .replaceAll(/\s*\n\s*/g, " ")
    .replace(/;$/, "");
  if (inh) return text;
  // The printer leaves ONLY out: the name comes first, so the first ` ON ` behind it is the table's.
  const only = text.replace(/^(CREATE (?:UNIQUE )?INDEX (?:"(?:[^"]|"")*"|\S+) ON )/, "$1ONLY ");
  return indexTree(only)?.relation?.inh === true ? null : only;
}

/** Whether two indexes differ in their names and tables only. */
export function isAlike(left: string, right: string): boolean {
  const nowhere = { schema: "s", name: "t" };
  const [one, other] = [indexOn(left, "i", nowhere), indexOn(right, "i", nowhere)];
  return one !== null && one === other;
}

function indexTree(definition: string) {
  const parsed = parseSql(definition);
  return parsed.ok ? bodyOf(parsed.value[0]?.node, "IndexStmt") : null;
}
