import type { Operation } from "../contracts/operation";
import type { Plan } from "../contracts/plan";
import type { Approval } from "../contracts/rollout";
import { parseRelationName, quoteIdentifier } from "../sql/identifiers";
import type { Store } from "../store/client";
import { sqlStateOf } from "../target/errors";
import { onTarget } from "./on-target";

type Loss = Approval["losses"][number];

/** How long an exact count may take before an estimate has to do. */
const COUNT_TIMEOUT_MS = 1_500;

/** What goes when the destructive phase has run: the values of a column, or rows. */
interface Doomed {
  readonly schema: string;
  readonly table: string;
  /** Null for whole rows. */
  readonly column: string | null;
  /** Which rows; null for all of them. */
  readonly where: string | null;
  readonly what: string;
}

/**
 * What a plan's destructive phase takes away on an environment, counted now; `rows` is null where it could not be
 * counted. An exact count where it is quick, else the planner statistics' figure, and then `what` says so.
 */
export async function countLosses(store: Store, plan: Plan, environmentId: string): Promise<Loss[]> {
  const doomed = plan.operations.flatMap(doomedBy);
  if (doomed.length === 0) return [];
  const counted = await onTarget(
    store,
    environmentId,
    { applicationName: "interlock:check", statementTimeoutMs: COUNT_TIMEOUT_MS, connectTimeoutMs: 3_000 },
    async (client) => {
      const losses: Loss[] = [];
      for (const { schema, table, column, where, what } of doomed) {
        const relation = `${quoteIdentifier(schema)}.${quoteIdentifier(table)}`;
        try {
          // A sample of everything: the server does not count it as a scan of the table (observed on 15 and 18), so that
          // the watch after a run never takes our own reading for the app's.
          const exact = await client.query<{ n: string }>(
            `SELECT count(${column === null ? "*" : quoteIdentifier(column)}) AS n FROM ${relation} TABLESAMPLE SYSTEM (100)${where === null ? "" : ` WHERE ${where}`}`,
          );
          losses.push({ what, rows: Number(exact.rows[0]?.n ?? 0) });
        } catch (error) {
          // 57014: too large to count now. Others (the column is gone, no right to read it): not counted.
          if (sqlStateOf(error) === null) throw error;
          const rows =
            sqlStateOf(error) === "57014" && column !== null
              ? await estimate(client, { schema, table, column })
              : null;
          losses.push({ what: rows === null ? what : `${what} (estimated)`, rows });
        }
      }
      return losses;
    },
  );
  return counted.ok ? counted.value : doomed.map(({ what }) => ({ what, rows: null }));
}

/** Rows with a value, as ANALYZE last saw them. https://www.postgresql.org/docs/current/view-pg-stats.html */
async function estimate(
  client: Parameters<Parameters<typeof onTarget>[3]>[0],
  { schema, table, column }: { schema: string; table: string; column: string },
): Promise<number | null> {
  const { rows } = await client.query<{ n: string | null }>(
    `SELECT round(c.reltuples * (1 - s.null_frac)) AS n
     FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace
     JOIN pg_stats AS s ON s.schemaname = n.nspname AND s.tablename = c.relname AND s.attname = $3
     WHERE n.nspname = $1 AND c.relname = $2 AND c.reltuples >= 0`,
    [schema, table, column],
  );
  const n = rows[0]?.n;
  return n === null || n === undefined ? null : Number(n);
}

function doomedBy(operation: Operation): Doomed[] {
  switch (operation.kind) {
    case "rename-column": {
      const relation = parseRelationName(operation.table);
      if (!relation?.schema) return [];
      const what = `values of ${operation.table}.${operation.column}, which live on in ${operation.to}`;
      return [{ schema: relation.schema, table: relation.name, column: operation.column, where: null, what }];
    }
    case "move-column":
    case "drop-column": {
      const relation = parseRelationName(operation.table);
      if (!relation?.schema) return [];
      const what = `values of ${operation.table}.${operation.column}, of which a copy is kept`;
      return [{ schema: relation.schema, table: relation.name, column: operation.column, where: null, what }];
    }
    case "split-column":
    case "split-table":
    case "merge-columns": {
      const relation = parseRelationName(operation.table);
      const { schema } = relation ?? {};
      if (!relation || !schema) return [];
      const columns = operation.kind === "split-column" ? [operation.column] : operation.columns;
      return columns.map((column) => ({
        schema,
        table: relation.name,
        column,
        where: null,
        what: `values of ${operation.table}.${column}, of which a copy is kept`,
      }));
    }
    case "merge-tables": {
      const relation = parseRelationName(operation.table);
      if (!relation?.schema) return [];
      const what = `rows of ${operation.table}, which is put aside with them`;
      return [{ schema: relation.schema, table: relation.name, column: null, where: null, what }];
    }
    case "update-rows":
    case "delete-rows": {
      const { where } = operation;
      const relation = parseRelationName(operation.table);
      if (!relation?.schema) return [];
      const what = `rows of ${operation.table} that are ${operation.kind === "update-rows" ? "overwritten" : "deleted"}, of which a copy is kept`;
      return [{ schema: relation.schema, table: relation.name, column: null, where, what }];
    }
    default:
      return [];
  }
}
