import type { Catalog } from "@/lib/catalog/model";
import { quoteIdentifier } from "@/lib/sql/identifiers";

/**
 * Statements of the author's, with names as he wrote them, in one transaction: they are found as his own sessions find
 * them, and what runs behind them sees `pg_catalog` only again.
 */
export function inSearchPath(
  { searchPath }: Pick<Catalog, "searchPath">,
  statements: readonly string[],
): readonly string[] {
  return [
    `SET LOCAL search_path = ${[...searchPath, "pg_catalog"].map(quoteIdentifier).join(", ")}`,
    ...statements,
    "SET LOCAL search_path = pg_catalog, pg_temp",
  ];
}
