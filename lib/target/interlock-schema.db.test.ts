import pg from "pg";
import { afterEach, beforeEach, expect, it } from "vitest";
import { createTestDatabase, createTestRole, type TestDatabase } from "../testing/postgres";
import { ensureInterlockSchema, interlockSchemaSql } from "./interlock-schema";

let database: TestDatabase;
const clients: pg.Client[] = [];

async function connect(url = database.url): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  clients.push(client);
  return client;
}

beforeEach(async () => {
  database = await createTestDatabase(15);
});
afterEach(async () => {
  for (const client of clients.splice(0)) await client.end();
  await database.drop();
});

it("is made once by eight sessions that ask at the same time, and leaves no lock behind", async () => {
  const sessions = await Promise.all(Array.from({ length: 8 }, () => connect()));
  await Promise.all(sessions.map((session) => ensureInterlockSchema(session)));
  const [client] = sessions;
  const { rows } = await client!.query(
    // pg_locks tells of the whole server, where other tests hold locks of their own.
    `SELECT (SELECT count(*)::int FROM interlock.version) AS versions,
            (SELECT count(*)::int FROM pg_locks JOIN pg_database AS d ON d.oid = database
              WHERE locktype = 'advisory' AND datname = current_database()) AS locks`,
  );
  expect(rows).toEqual([{ versions: 1, locks: 0 }]);
});

it("lets any role reach into the schema and none read the tables", async () => {
  await ensureInterlockSchema(await connect());
  const role = await createTestRole(15);
  try {
    const stranger = await connect(role.urlFor(database.url));
    for (const table of ["version", "run", "cursor", "ledger"])
      await expect(stranger.query(`SELECT 1 FROM interlock.${table}`)).rejects.toMatchObject({
        code: "42501",
      });
    const { rows } = await stranger.query("SELECT has_schema_privilege('interlock', 'USAGE') AS may");
    expect(rows).toEqual([{ may: true }]);
    await stranger.end();
    clients.splice(clients.indexOf(stranger), 1);
  } finally {
    await role.drop();
  }
});

it("is found by a role without CREATE on the database after a DBA has run the script", async () => {
  const role = await createTestRole(15);
  const admin = await connect();
  await admin.query(interlockSchemaSql(role.name));
  const executor = await connect(role.urlFor(database.url));
  await ensureInterlockSchema(executor);
  await executor.query("INSERT INTO interlock.run (run_id, rollout_id, epoch) VALUES ('r', 'o', 1)");
  await executor.query("CREATE SEQUENCE interlock.tripwire");
  await executor.end();
  clients.splice(clients.indexOf(executor), 1);
  await role.drop([database.url]);
});

it("refuses a target that a newer release has written to", async () => {
  const client = await connect();
  await ensureInterlockSchema(client);
  await client.query("UPDATE interlock.version SET version = 99");
  await expect(ensureInterlockSchema(client)).rejects.toMatchObject({ code: "interlock-schema.newer" });
});
