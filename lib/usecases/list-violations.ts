import { atLeast } from "../auth/roles";
import type { Page } from "../contracts/common";
import { ok, type Result } from "../contracts/result";
import type { Violation } from "../contracts/violations";
import { type ViolationQuery, violationQuery } from "../planner/violations";
import { sqlStateOf } from "../target/errors";
import type { Asker } from "./asker";
import { getPlan } from "./get-plan";
import { onTarget } from "./on-target";

/** How long one count may take, and how far it counts. */
const COUNT_TIMEOUT_MS = 3_000;
const COUNT_TO = 10_000;
const SAMPLES = 5;

interface Found {
  readonly count: number | null;
  readonly rows: readonly Record<string, unknown>[];
}

/**
 * The rows of an environment that stand in the way of a plan's rules: no part of the plan, because they belong to an
 * environment and a moment. Values are personal data: viewers get the counts alone.
 */
export async function listViolations(
  { store, actor }: Asker,
  { planId, environmentId }: { readonly planId: string; readonly environmentId: string },
): Promise<Result<Page<Violation>>> {
  const plan = await getPlan({ store, actor }, planId);
  if (!plan.ok) return plan;
  const queries = plan.value.operations.flatMap((operation) => violationQuery(operation) ?? []);
  if (queries.length === 0) return ok({ items: [], nextCursor: null });
  const found = await onTarget(
    store,
    environmentId,
    { applicationName: "interlock:check", statementTimeoutMs: COUNT_TIMEOUT_MS, readOnly: true },
    async (client) => {
      const answers: Found[] = [];
      for (const { sql } of queries) {
        try {
          const counted = await client.query<{ n: number }>(
            `SELECT pg_catalog.count(*)::pg_catalog.int4 AS n FROM (${sql} LIMIT ${COUNT_TO + 1}) AS v`,
          );
          const { rows } = await client.query<{ row: Record<string, unknown> }>(`${sql} LIMIT ${SAMPLES}`);
          answers.push({ count: counted.rows[0]?.n ?? 0, rows: rows.map(({ row }) => row) });
        } catch (error) {
          // Too large to count now (57014), or the table or column is not there yet: not counted, and said so.
          if (sqlStateOf(error) === null) throw error;
          answers.push({ count: null, rows: [] });
        }
      }
      return answers;
    },
  );
  if (!found.ok) return found;
  const maySee = atLeast(actor.role, "engineer");
  const countedAt = new Date().toISOString();
  const items = queries.flatMap((query, at): Violation[] => {
    const { count, rows } = found.value[at] ?? { count: null, rows: [] };
    return count === 0
      ? []
      : [
          {
            relation: query.relation,
            message: messageOf(query, count),
            help: query.help,
            count: count === null ? null : Math.min(count, COUNT_TO),
            more: count !== null && count > COUNT_TO,
            samples: maySee ? [...rows] : [],
            countedAt,
          },
        ];
  });
  return ok({ items, nextCursor: null });
}

function messageOf({ relation, what }: ViolationQuery, count: number | null): string {
  if (count === null) return `Which rows of ${relation} ${what} could not be counted in time`;
  const number =
    count > COUNT_TO ? `More than ${COUNT_TO.toLocaleString("en-US")}` : count.toLocaleString("en-US");
  return `${number} of ${relation} ${what}`;
}
