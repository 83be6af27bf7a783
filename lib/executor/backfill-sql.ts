import type { BackfillSpec } from "../contracts/plan";
import { batchStatements, pendingOf } from "../planner/batch-sql";
import { quoteIdentifier } from "../sql/identifiers";

/** Statements of a backfill. Key values travel as text and are cast to the columns' own types, read at start. */
export interface BackfillSql {
  /** The table's last key as text; no row where the table is empty. */
  readonly lastKey: string;
  /** $1 = rows at most, then the pass's last key, then the cursor's: the last key of the page and how many rows it has. */
  page(from: boolean): string;
  /** The batch's statements, in order; each takes the upper key's values, then the cursor's. */
  writes(from: boolean): readonly string[];
  /** Rows that still need work. */
  readonly countPending: string;
}

/**
 * `types` are the key columns' types as format_type gives them, in key order. `operatorSchema` is where the type of a
 * one-column key has its own order, e.g. citext: our search_path would find text's operators, and rows be passed over.
 */
export function backfillSql(
  spec: BackfillSpec,
  types: readonly string[],
  operatorSchema: string | null = null,
): BackfillSql {
  const operator = (sign: string) =>
    operatorSchema === null ? sign : `OPERATOR(${quoteIdentifier(operatorSchema)}.${sign})`;
  const [upTo, after] = [operator("<="), operator(">")];
  const key = spec.key.map(quoteIdentifier);
  const row = `(${key.join(", ")})`;
  // A row comparison uses the index on all key columns at once; key columns are never null.
  // https://www.postgresql.org/docs/current/functions-comparisons.html#ROW-WISE-COMPARISON
  const values = (first: number) => `(${types.map((type, i) => `$${first + i}::text::${type}`).join(", ")})`;
  const asText = `ARRAY[${key.map((column) => `${column}::text`).join(", ")}]`;
  // Qualified: a bare name means the output column of that name first, and the key may be called "upper" or "n".
  const descendingIn = (alias: string) => key.map((column) => `${alias}.${column} DESC`).join(", ");
  return {
    lastKey: `SELECT ${asText} AS upper FROM ${spec.relation} AS walked ORDER BY ${descendingIn("walked")} LIMIT 1`,
    page: (from) => `WITH page AS (
  SELECT ${key.join(", ")} FROM ${spec.relation}
  WHERE ${row} ${upTo} ${values(2)}${from ? ` AND ${row} ${after} ${values(2 + types.length)}` : ""}
  ORDER BY ${key.join(", ")} LIMIT $1
)
SELECT (SELECT count(*) FROM page)::int AS n, ${asText} AS upper
FROM page ORDER BY ${descendingIn("page")} LIMIT 1`,
    writes: (from) =>
      batchStatements(
        spec,
        `${row} ${upTo} ${values(1)}${from ? ` AND ${row} ${after} ${values(1 + types.length)}` : ""}`,
      ),
    countPending: `SELECT count(*)::float8 AS pending FROM ${spec.relation} WHERE (${pendingOf(spec)})`,
  };
}
