import { parseSql } from "../sql/parse";

/**
 * The statements of an action's SQL, in order, split by the server's own grammar: function bodies hold semicolons.
 * `loadParser()` must have been awaited. Throws on SQL that does not parse: the planner made it, so that is a bug.
 */
export function statementsOf(sql: string): string[] {
  const parsed = parseSql(sql);
  if (!parsed.ok) throw new Error(`an action's SQL does not parse: ${parsed.failure.message}`);
  return parsed.value.map((statement) => statement.sql);
}

/** An index that a CREATE INDEX CONCURRENTLY would build; schema null where the SQL does not say. */
export interface ConcurrentIndex {
  readonly schema: string | null;
  readonly table: string;
  readonly name: string;
}

/** Indexes that the SQL builds concurrently, by reading its tree. */
export function concurrentIndexesOf(sql: string): ConcurrentIndex[] {
  const parsed = parseSql(sql);
  if (!parsed.ok) return [];
  return parsed.value.flatMap(({ node }) => {
    const statement = (node as { IndexStmt?: IndexStmt }).IndexStmt;
    if (!statement?.concurrent || !statement.idxname || !statement.relation?.relname) return [];
    return [
      {
        schema: statement.relation.schemaname ?? null,
        table: statement.relation.relname,
        name: statement.idxname,
      },
    ];
  });
}

interface IndexStmt {
  readonly concurrent?: boolean;
  readonly idxname?: string;
  readonly relation?: { readonly schemaname?: string; readonly relname?: string };
}
