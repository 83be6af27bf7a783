import type { Action } from "../contracts/plan";
import { quoteIdentifier, relationName } from "../sql/identifiers";
import type { RunContext } from "./context";
import type { TargetSession } from "./session";
import { type WreckSearch, wrecksOf } from "./statements";

/**
 * Drops INVALID indexes that earlier tries of this very action left and that nobody is building. They cost every write,
 * and an index of that name would pass for the one that is wanted.
 */
export async function dropWrecks(
  { journal }: RunContext,
  session: TargetSession,
  stepId: string,
  action: Action,
): Promise<void> {
  for (const search of wrecksOf(action.sql)) {
    for (const wreck of await findWrecks(session, search)) {
      await journal.log(`Dropping ${relationName(wreck)}: an earlier build left it invalid.`, { stepId });
      await session.client.query(`DROP INDEX CONCURRENTLY ${relationName(wreck)}`);
    }
  }
}

/**
 * A copy is called after its index, cut where the name would pass 63 bytes: `…_ccnew`, `…_ccold`, with a number where
 * that is taken (observed on 13 to 18). Builds of others are left alone, also those whose table our role may not see.
 */
async function findWrecks(
  { client }: TargetSession,
  search: WreckSearch,
): Promise<{ schema: string; name: string }[]> {
  const table = search.on === "index" ? null : qualified(search.schema, search.table);
  const index = search.on === "whole-table" ? null : search.index;
  const { rows } = await client.query<{ schema: string; name: string }>(
    `SELECT n.nspname AS schema, c.relname AS name
       FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_namespace n ON n.oid = c.relnamespace
       CROSS JOIN LATERAL (SELECT regexp_replace(c.relname, '_cc(new|old)[0-9]*$', '') AS original) o
      WHERE i.indrelid = coalesce(to_regclass($1), (SELECT indrelid FROM pg_index WHERE indexrelid = to_regclass($2)))
        AND NOT (i.indisvalid AND i.indisready)
        AND CASE WHEN o.original = c.relname THEN $4 AND c.relname = $3::text
            ELSE $3::text IS NULL OR o.original = $3::text OR (octet_length(c.relname) >= 60 AND starts_with($3::text, o.original)) END
        AND NOT EXISTS (SELECT FROM pg_stat_progress_create_index p
          WHERE p.index_relid = c.oid
             OR (p.relid IS NULL AND p.datid = (SELECT oid FROM pg_database WHERE datname = current_database())))`,
    [
      table,
      search.on === "index" ? qualified(search.schema, search.index) : null,
      index,
      search.on === "table",
    ],
  );
  return rows;
}

function qualified(schema: string | null, name: string): string {
  return schema === null ? quoteIdentifier(name) : relationName({ schema, name });
}
