import type { ClientBase } from "pg";
import type { PlanNode } from "../contracts/plan";
import type { AppQuery, QueryCompatibility } from "../contracts/rehearsal";
import { quoteIdentifier } from "../sql/identifiers";
import { parseSql } from "../sql/parse";

/** What PREPARE takes (PostgreSQL manual, PREPARE). */
const PREPARABLE = new Set(["SelectStmt", "InsertStmt", "UpdateStmt", "DeleteStmt", "MergeStmt"]);

/**
 * Prepares the app's statements at every boundary of a plan. What prepares still names columns and types that are
 * there; whether it answers the same is not asked.
 */
export class Compatibility {
  #queries: QueryCompatibility[];

  constructor(
    queries: readonly AppQuery[],
    private readonly searchPath: readonly string[],
    private readonly nodes: readonly PlanNode[],
  ) {
    this.#queries = queries.map((query) => {
      const why = whyNotPreparable(query.sql);
      return {
        ...query,
        verdict: why === null ? "works" : "not-checked",
        breaksAfter: null,
        beforeAnyDeploy: false,
        error: why,
      };
    });
  }

  /** Before the first phase: what does not prepare now says nothing about the plan. */
  async start(client: ClientBase): Promise<void> {
    await this.#each(client, (query, error) => ({ ...query, verdict: "not-checked", error }));
  }

  async after(client: ClientBase, phaseId: string): Promise<void> {
    const before = this.nodes.slice(
      0,
      this.nodes.findIndex(({ id }) => id === phaseId),
    );
    await this.#each(client, (query, error) => ({
      ...query,
      verdict: "breaks",
      breaksAfter: phaseId,
      beforeAnyDeploy: !before.some(({ type }) => type === "deploy"),
      error,
    }));
  }

  get queries(): readonly QueryCompatibility[] {
    return this.#queries;
  }

  async #each(
    client: ClientBase,
    broken: (query: QueryCompatibility, error: string) => QueryCompatibility,
  ): Promise<void> {
    const { rows } = await client.query<{ path: string }>("SELECT current_setting('search_path') AS path");
    const path = this.searchPath.map(quoteIdentifier).join(", ");
    await client.query("SELECT set_config('search_path', $1, false)", [path]);
    const checked: QueryCompatibility[] = [];
    for (const query of this.#queries) {
      const error = query.verdict === "works" ? await prepare(client, query.sql) : null;
      checked.push(error === null ? query : broken(query, error));
    }
    this.#queries = checked;
    await client.query("SELECT set_config('search_path', $1, false)", [rows[0]?.path]);
  }
}

function whyNotPreparable(sql: string): string | null {
  const parsed = parseSql(sql);
  if (!parsed.ok) return parsed.failure.message;
  const [statement, ...others] = parsed.value;
  if (!statement || others.length > 0) return "not exactly one statement";
  return PREPARABLE.has(statement.kind) ? null : "not a SELECT, INSERT, UPDATE, DELETE or MERGE";
}

/** Null where it prepares, else what the server says. */
async function prepare(client: ClientBase, sql: string): Promise<string | null> {
  try {
    // A comment at the end must not swallow anything, and a semicolon may follow.
    await client.query(`PREPARE app_query AS ${sql.trim()}`);
  } catch (error) {
    if ((error as { code?: string }).code === undefined) throw error;
    return (error as Error).message;
  }
  await client.query("DEALLOCATE app_query");
  return null;
}
