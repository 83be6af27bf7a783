import type { Operation } from "@/lib/contracts/operation";
import { quoteIdentifier } from "@/lib/sql/identifiers";

/** How to find the rows that stand against a rule which an operation makes the database hold. */
export interface ViolationQuery {
  /** `schema.name` of the table whose rows they are. */
  readonly relation: string;
  /** What is wrong with such a row, to stand behind a number of rows: `have no email`. */
  readonly what: string;
  /** A query with a row for each of them, of one column `row` of JSON; without LIMIT. */
  readonly sql: string;
  /** What to do about them. */
  readonly help: string;
}

/** Null for operations that rest on no rows, and where the operation itself fills them. */
export function violationQuery(operation: Operation): ViolationQuery | null {
  switch (operation.kind) {
    case "set-not-null": {
      if (operation.backfill !== null) return null;
      const column = quoteIdentifier(operation.column);
      return {
        relation: operation.table,
        what: `have no ${operation.column}`,
        sql: rowsWhere(operation.table, `${column} IS NULL`),
        help: "Fill them first, or say in the change what they are filled with.",
      };
    }
    case "add-check":
      return {
        relation: operation.table,
        what: `break the rule ${operation.expression}`,
        // A check lets NULL pass.
        sql: rowsWhere(operation.table, `NOT (${operation.expression})`),
        help: "Correct them first: once the next phase starts, every update of such a row fails.",
      };
    case "add-foreign-key": {
      const { table, columns, references, referencedColumns } = operation;
      if (referencedColumns.length !== columns.length) return null;
      const set = columns.map((name) => `t.${quoteIdentifier(name)} IS NOT NULL`).join(" AND ");
      const same = columns
        .map((name, at) => `p.${quoteIdentifier(referencedColumns[at] ?? "")} = t.${quoteIdentifier(name)}`)
        .join(" AND ");
      return {
        relation: table,
        what: `point at no row of ${references}`,
        sql: rowsWhere(table, `${set} AND NOT EXISTS (SELECT FROM ${references} AS p WHERE ${same})`),
        help: "Delete them, or point them at a row that is there.",
      };
    }
    case "add-unique":
      return duplicates(
        operation.table,
        operation.columns,
        operation.nullsNotDistinct ? "with nulls" : "values",
      );
    case "add-primary-key":
      return duplicates(operation.table, operation.columns, "key");
    default:
      return null;
  }
}

const rowsWhere = (table: string, condition: string) =>
  `SELECT pg_catalog.to_jsonb(t) AS row FROM ${table} AS t WHERE ${condition}`;

/** Each combination that occurs more than once; as a key also each row that lacks a part of it. */
function duplicates(
  table: string,
  columns: readonly string[],
  as: "values" | "with nulls" | "key",
): ViolationQuery {
  const asKey = as === "key";
  const list = columns.map((name) => `t.${quoteIdentifier(name)}`).join(", ");
  const names = columns.map(quoteIdentifier).join(", ");
  const set = columns.map((name) => `t.${quoteIdentifier(name)} IS NOT NULL`).join(" AND ");
  const said = columns
    .map((name) => `'${name.replaceAll("'", "''")}', t.${quoteIdentifier(name)}`)
    .join(", ");
  const twice =
    `SELECT pg_catalog.jsonb_build_object(${said}, 'rows', pg_catalog.count(*)) AS row FROM ${table} AS t ` +
    `${as === "with nulls" ? "" : `WHERE ${set} `}GROUP BY ${list} HAVING pg_catalog.count(*) > 1`;
  return {
    relation: table,
    what: asKey ? `have no (${names}) of their own` : `are values of (${names}) that occur more than once`,
    sql: asKey ? `${twice} UNION ALL ${rowsWhere(table, `NOT (${set})`)}` : twice,
    help: "Merge or correct them first: the index cannot be built over them.",
  };
}
