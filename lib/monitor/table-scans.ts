import type { ClientBase } from "pg";
import type { ScanCounts } from "../store/schema";

/**
 * How often each table was read from end to end since its statistics were reset, partitions included. Tables that are
 * not there (renamed, dropped) are left out. Observed on 15 and 18: pg_stat_all_tables has a row of zeros for a table
 * nobody has read yet. https://www.postgresql.org/docs/current/monitoring-stats.html#MONITORING-PG-STAT-ALL-TABLES-VIEW
 */
export async function readTableScans(client: ClientBase, relations: readonly string[]): Promise<ScanCounts> {
  const { rows } = await client.query<{ relation: string; scans: number; rows: number }>(
    `SELECT r.relation, sum(coalesce(s.seq_scan, 0))::float8 AS scans, sum(coalesce(s.seq_tup_read, 0))::float8 AS rows
       FROM unnest($1::text[]) AS r (relation)
       JOIN pg_class AS c ON c.oid = to_regclass(r.relation)
       LEFT JOIN LATERAL pg_partition_tree(c.oid) AS p ON c.relkind = 'p'
       JOIN pg_stat_all_tables AS s ON s.relid = coalesce(p.relid, c.oid)
      GROUP BY r.relation`,
    [relations],
  );
  return Object.fromEntries(rows.map(({ relation, scans, rows: read }) => [relation, { scans, rows: read }]));
}
