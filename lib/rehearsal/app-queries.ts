import type { ClientBase } from "pg";
import type { AppQuery, RehearsalReport } from "../contracts/rehearsal";
import { quoteIdentifier } from "../sql/identifiers";

export interface AppQueries {
  readonly queries: readonly AppQuery[];
  readonly source: RehearsalReport["compatibility"]["source"];
  /** Why there are none, or fewer than wanted; null where there is nothing to say. */
  readonly note: string | null;
}

const MOST = 500;
/** What stands in place of other roles' statements where ours may not read them (manual, pg_stat_statements). */
const HIDDEN = "<insufficient privilege>";

/** The statements that the app has sent most often, from `pg_stat_statements`, where it is installed and readable. */
export async function readAppQueries(client: ClientBase): Promise<AppQueries> {
  const none = (note: string): AppQueries => ({ queries: [], source: "none", note });
  const { rows: found } = await client.query<{ schema: string }>(
    `SELECT n.nspname AS schema FROM pg_catalog.pg_extension AS e
     JOIN pg_catalog.pg_namespace AS n ON n.oid = e.extnamespace WHERE e.extname = 'pg_stat_statements'`,
  );
  const schema = found[0]?.schema;
  if (schema === undefined) return none("The extension pg_stat_statements is not installed there.");
  try {
    const { rows } = await client.query<{ sql: string; role: string; calls: number }>(
      `SELECT s.query AS sql, r.rolname AS role, sum(s.calls)::float8 AS calls
       FROM ${quoteIdentifier(schema)}.pg_stat_statements AS s JOIN pg_catalog.pg_roles AS r ON r.oid = s.userid
       WHERE s.dbid = (SELECT oid FROM pg_catalog.pg_database WHERE datname = pg_catalog.current_database())
         AND (s.query = '${HIDDEN}' OR s.query ~* '^\\s*(/\\*.*\\*/\\s*)?(select|insert|update|delete|merge|with)\\y')
         -- Ours, and what looks at the system.
         AND s.query !~ '\\y(interlock\\.|pg_catalog\\.|pg_[a-z_]+|information_schema)'
       GROUP BY 1, 2 ORDER BY 3 DESC, 1, 2 LIMIT ${MOST + 1}`,
    );
    const hidden = rows.filter(({ sql }) => sql === HIDDEN).length;
    const queries = rows.slice(0, MOST).filter(({ sql }) => sql !== HIDDEN);
    const notes = [
      ...(rows.length > MOST ? [`Only the ${MOST} statements sent most often were looked at.`] : []),
      ...(hidden > 0 ? ["Our role may not read what other roles sent: grant it pg_read_all_stats."] : []),
    ];
    return { queries, source: "pg_stat_statements", note: notes.join(" ") || null };
  } catch (error) {
    // 55000: not in shared_preload_libraries. 42501: not readable to us.
    const { code, message } = error as { code?: string; message: string };
    if (code === "55000" || code === "42501") return none(`pg_stat_statements cannot be read: ${message}.`);
    throw error;
  }
}
