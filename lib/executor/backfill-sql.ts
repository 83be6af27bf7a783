import type { BackfillSpec } from "../contracts/plan";
import { quoteIdentifier } from "../sql/identifiers";

/** Statements of a backfill. Key values travel as text and are cast to the columns' own types, read at start. */
export interface BackfillSql {
  /** $1 = rows at most, then the cursor's values: the last key of the page and how many rows it has. */
  page(from: boolean): string;
  /** The upper key's values, then the cursor's. */
  update(from: boolean): string;
  /** Rows that still need work. */
  readonly countPending: string;
}

/** `types` are the key columns' types as format_type gives them, in key order. */
export function backfillSql(spec: BackfillSpec, types: readonly string[]): BackfillSql {
  const key = spec.key.map(quoteIdentifier);
  const row = `(${key.join(", ")})`;
  // A row comparison uses the index on all key columns at once; key columns are never null.
  // https://www.postgresql.org/docs/current/functions-comparisons.html#ROW-WISE-COMPARISON
  const values = (first: number) => `(${types.map((type, i) => `$${first + i}::text::${type}`).join(", ")})`;
  const set = spec.assignments
    .map(({ column, expression }) => `${quoteIdentifier(column)} = ${expression}`)
    .join(", ");
  return {
    page: (from) => `WITH page AS (
  SELECT ${key.join(", ")} FROM ${spec.relation}
  ${from ? `WHERE ${row} > ${values(2)}` : ""}
  ORDER BY ${key.join(", ")} LIMIT $1
)
SELECT (SELECT count(*) FROM page)::int AS n, ARRAY[${key.map((column) => `${column}::text`).join(", ")}] AS upper
FROM page ORDER BY ${key.map((column) => `${column} DESC`).join(", ")} LIMIT 1`,
    update: (from) => `UPDATE ${spec.relation} SET ${set}
WHERE ${row} <= ${values(1)}${from ? ` AND ${row} > ${values(1 + types.length)}` : ""} AND (${spec.pending})`,
    countPending: `SELECT count(*)::float8 AS pending FROM ${spec.relation} WHERE (${spec.pending})`,
  };
}
