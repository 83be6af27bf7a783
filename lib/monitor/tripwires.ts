import type { ClientBase, Pool } from "pg";
import { relationName } from "../sql/identifiers";

export interface TripwireReading {
  /** `interlock.<name>`, quoted only where needed. */
  readonly sequence: string;
  /** Position as text, `0` before its first use; null where this role may not read it. */
  readonly value: string | null;
}

/**
 * Reads the position of every sequence in the target's schema `interlock`. pg_sequences shows a null last_value both
 * before the first nextval and to roles without USAGE or SELECT: those two are told apart here.
 * https://www.postgresql.org/docs/current/view-pg-sequences.html
 */
export async function readTripwires(client: ClientBase): Promise<TripwireReading[]> {
  const { rows } = await client.query<{ name: string; value: string | null }>(
    `SELECT s.sequencename AS name,
       CASE WHEN has_sequence_privilege(c.oid, 'USAGE, SELECT') THEN coalesce(s.last_value, 0)::text END AS value
     FROM pg_sequences AS s
     JOIN pg_class AS c ON c.relname = s.sequencename AND c.relkind = 'S'
     JOIN pg_namespace AS n ON n.oid = c.relnamespace AND n.nspname = s.schemaname
     WHERE s.schemaname = 'interlock'
     ORDER BY s.sequencename`,
  );
  return rows.map((row) => ({
    sequence: relationName({ schema: "interlock", name: row.name }),
    value: row.value,
  }));
}

/**
 * Writes down what the tripwires say now, by the control plane's clock. A move is an increase over the value seen
 * before: the first sight is none. After a sight without a value (not permitted) or a lower one (made anew, restored
 * from a dump), watching begins again: nothing may be said of the time before. Sequences gone are forgotten.
 */
export async function observeTripwires(target: ClientBase, pool: Pool, environmentId: string): Promise<void> {
  const readings = await readTripwires(target);
  await pool.query(
    `WITH seen AS (
       SELECT * FROM unnest($2::text[], $3::text[]) AS s (sequence, value)
     ), gone AS (
       DELETE FROM tripwires WHERE environment_id = $1 AND sequence NOT IN (SELECT sequence FROM seen)
     )
     INSERT INTO tripwires AS t (environment_id, sequence, value, observed_since, last_moved_at, seen_at)
     SELECT $1, sequence, value, now(), NULL, now() FROM seen
     ON CONFLICT (environment_id, sequence) DO UPDATE SET
       value = excluded.value,
       seen_at = excluded.seen_at,
       last_moved_at = CASE
         WHEN excluded.value::numeric > t.value::numeric THEN excluded.seen_at ELSE t.last_moved_at END,
       observed_since = CASE
         WHEN excluded.value::numeric >= t.value::numeric THEN t.observed_since ELSE excluded.observed_since END`,
    [environmentId, readings.map((reading) => reading.sequence), readings.map((reading) => reading.value)],
  );
}
