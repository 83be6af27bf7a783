import type pg from "pg";
import { quoteIdentifier, quoteLiteral } from "../sql/identifiers";
import { onDatabase, withClient } from "./admin";
import { DEMO_COMMENT, type DemoDatabase, type DemoRoles } from "./shape";
import { SHOP_SEQUENCES, shopRows } from "./shop-rows";
import { SHOP_FOREIGN_KEYS, SHOP_INDEXES, shopTables, shopViewsAndGrants } from "./shop-schema";

const SEEDING = `${DEMO_COMMENT}: being seeded`;
const SEEDED = `${DEMO_COMMENT}: seeded`;

/** For loading only: what a crash loses here is made again from the start. */
const LOADING = `
set synchronous_commit = off;
set maintenance_work_mem = '256MB';
set work_mem = '64MB';
set jit = off;
set max_parallel_maintenance_workers = 0`;

/** Whether the database is there and was seeded to the end. */
export async function isSeeded(admin: pg.Client, database: string): Promise<boolean> {
  return (await commentOf(admin, database))?.comment === SEEDED;
}

/**
 * Makes one of the demo's databases anew: dropped when an earlier or unfinished demo left one, created, filled by
 * the server itself and marked as seeded at the very end, so that a kill on the way means starting over.
 * A database of that name which the demo did not make is left alone, and this throws.
 */
export async function seedDatabase(
  adminUrl: string,
  { database, size }: DemoDatabase,
  roles: DemoRoles,
): Promise<void> {
  await withClient(adminUrl, async (admin) => {
    await dropDemoDatabase(adminUrl, admin, database);
    const name = quoteIdentifier(database);
    await admin.query(`create database ${name}`);
    await admin.query(`comment on database ${name} is ${quoteLiteral(SEEDING)}`);
    await admin.query(`revoke all on database ${name} from public`);
    await admin.query(`grant connect on database ${name} to ${quoteIdentifier(roles.app)}`);
    // CREATE for schema `interlock`, which the executor makes and owns.
    await admin.query(`grant connect, create on database ${name} to ${quoteIdentifier(roles.executor)}`);
  });

  const url = onDatabase(adminUrl, database);
  await withClient(url, async (one) => {
    await one.query(LOADING);
    const { rows: preloaded } = await one.query<{ yes: boolean }>(
      "select current_setting('shared_preload_libraries') like '%pg_stat_statements%' as yes",
    );
    if (preloaded[0]?.yes) await one.query("create extension pg_stat_statements");
    await one.query(`grant usage, create on schema public to ${quoteIdentifier(roles.owner)}`);
    await one.query(shopTables(roles));
    await withClient(url, async (two) => {
      await two.query(LOADING);
      for (const groups of [shopRows(size), SHOP_INDEXES, SHOP_FOREIGN_KEYS]) {
        await Promise.all([inOrder(one, groups[0] ?? []), inOrder(two, groups[1] ?? [])]);
      }
    });
    await inOrder(one, SHOP_SEQUENCES);
    await one.query(shopViewsAndGrants(roles));
    // Also sets hint bits and the visibility map: autovacuum has nothing to catch up with while the demo is played.
    await one.query("vacuum (analyze)");
    if (preloaded[0]?.yes) await one.query("select pg_stat_statements_reset()");
    await one.query(`comment on database ${quoteIdentifier(database)} is ${quoteLiteral(SEEDED)}`);
  });
}

/** Drops a database that the demo made, ending the sessions on it. Throws when it is somebody else's. */
async function dropDemoDatabase(adminUrl: string, admin: pg.Client, database: string): Promise<void> {
  const found = await commentOf(admin, database);
  if (!found) return;
  const ours = found.comment?.startsWith(DEMO_COMMENT) ?? false;
  // Between CREATE DATABASE and its comment a kill leaves an empty database without a mark.
  if (!ours && !(await isEmpty(adminUrl, database))) {
    throw new Error(
      `The server has a database ${database} that is not the demo's: rename it, or start with INTERLOCK_DEMO=0.`,
    );
  }
  await admin.query(`drop database ${quoteIdentifier(database)} with (force)`);
}

async function commentOf(
  admin: pg.Client,
  database: string,
): Promise<{ readonly comment: string | null } | undefined> {
  const { rows } = await admin.query<{ comment: string | null }>(
    "select shobj_description(oid, 'pg_database') as comment from pg_database where datname = $1",
    [database],
  );
  return rows[0];
}

async function isEmpty(adminUrl: string, database: string): Promise<boolean> {
  return withClient(onDatabase(adminUrl, database), async (client) => {
    const { rows } = await client.query<{ empty: boolean }>(
      `select not exists (select from pg_class c join pg_namespace n on n.oid = c.relnamespace
         where n.nspname not in ('pg_catalog', 'information_schema', 'pg_toast')) as empty`,
    );
    return rows[0]?.empty ?? false;
  });
}

async function inOrder(client: pg.Client, statements: readonly string[]): Promise<void> {
  for (const statement of statements) await client.query(statement);
}
