import { createServer } from "node:net";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { CheckItem, EnvironmentCheck } from "../contracts/environment";
import { createTestDatabase, createTestRole, type TestDatabase, type TestRole } from "../testing/postgres";
import { checkTarget } from "./check";
import { parseConnectionString, type TargetConnection } from "./connection-string";
import { startTransactionPooler } from "./transaction-pooler.fixture";

const NOW = new Date("2026-01-31T12:00:00.000Z");

function connectionOf(url: string): TargetConnection {
  const result = parseConnectionString(url);
  if (!result.ok) throw new Error(result.failure.message);
  return result.value;
}
const check = (connection: TargetConnection) => checkTarget(connection, { now: NOW });
function item(result: EnvironmentCheck, code: string): CheckItem {
  const found = result.items.find((candidate) => candidate.code === code);
  if (!found) throw new Error(`no item ${code} among ${result.items.map((entry) => entry.code)}`);
  return found;
}

describe.each([15, 18] as const)("on PostgreSQL %i", (major) => {
  let database: TestDatabase;
  let owner: TestRole;
  let ordinary: TestRole;
  let admin: pg.Client;

  beforeAll(async () => {
    database = await createTestDatabase(major);
    owner = await createTestRole(major);
    ordinary = await createTestRole(major);
    admin = new pg.Client({ connectionString: database.url });
    await admin.connect();
    await admin.query(`GRANT CREATE ON SCHEMA public TO ${owner.name}`);
    await admin.query(
      `SET ROLE ${owner.name}; CREATE TABLE one (id int); CREATE TABLE two (id int); RESET ROLE`,
    );
  });
  afterAll(async () => {
    await admin.end();
    await owner.drop([database.url]);
    await ordinary.drop([database.url]);
    await database.drop();
  });

  it("tells an ordinary role what it cannot do, with the SQL that mends each", async () => {
    const result = await check(connectionOf(ordinary.urlFor(database.url)));
    expect(result).toMatchObject({ ok: false, checkedAt: NOW.toISOString(), serverMajor: major });
    expect(result.serverVersion).toMatch(new RegExp(`^${major}\\.\\d+$`));
    expect(item(result, "connection.reachable").status).toBe("ok");
    expect(item(result, "connection.pooler").status).toBe("ok");
    expect(item(result, "role.superuser").status).toBe("ok");
    expect(item(result, "role.monitor")).toMatchObject({
      status: "warning",
      fixSql: `GRANT pg_monitor TO ${ordinary.name};`,
    });
    expect(item(result, "role.owner")).toMatchObject({
      status: "error",
      message: expect.stringContaining("none of 2 tables"),
      fixSql: `GRANT ${owner.name} TO ${ordinary.name};`,
    });
    expect(item(result, "role.signal").fixSql).toBe(`GRANT pg_signal_backend TO ${ordinary.name};`);
    expect(item(result, "role.interlock-schema")).toMatchObject({
      status: "warning",
      fixSql: expect.stringContaining("CREATE SCHEMA IF NOT EXISTS interlock"),
    });
    expect(item(result, "server.oldest-transaction").status).toBe("unknown");
  });

  it("is content once a DBA has run every fix", async () => {
    const role = await createTestRole(major);
    const connection = connectionOf(role.urlFor(database.url));
    const before = await check(connection);
    for (const { fixSql } of before.items.filter((entry) => ["warning", "error"].includes(entry.status)))
      await admin.query(fixSql ?? "");
    const after = await check(connection);
    expect(after.items.filter((entry) => entry.status !== "ok")).toEqual([]);
    await admin.query("DROP SCHEMA interlock CASCADE; DROP EXTENSION pg_stat_statements");
    await role.drop([database.url]);
  });

  it("makes schema interlock for an owner who may", async () => {
    await admin.query(`GRANT CREATE ON DATABASE ${database.name} TO ${owner.name}`);
    const result = await check(connectionOf(owner.urlFor(database.url)));
    expect(item(result, "role.owner").status).toBe("ok");
    expect(item(result, "role.interlock-schema").status).toBe("ok");
    const { rows } = await admin.query(
      "SELECT nspowner::regrole::text AS owner FROM pg_namespace WHERE nspname = 'interlock'",
    );
    expect(rows).toEqual([{ owner: owner.name }]);
    await admin.query("DROP SCHEMA interlock CASCADE");
  });

  it("warns of a superuser", async () => {
    const result = await check(connectionOf(database.url));
    expect(result.ok).toBe(true);
    expect(item(result, "role.superuser").status).toBe("warning");
    await admin.query("DROP SCHEMA interlock CASCADE");
  });

  it("names inherited time limits and where they come from", async () => {
    await admin.query(`ALTER ROLE ${ordinary.name} SET statement_timeout = '30s'`);
    await admin.query(`ALTER DATABASE ${database.name} SET lock_timeout = '7s'`);
    const result = await check(connectionOf(ordinary.urlFor(database.url)));
    expect(item(result, "server.timeouts").message).toMatch(
      /lock_timeout = 7000 ms \(from the database\), statement_timeout = 30000 ms \(from the role\)/,
    );
    await admin.query(`ALTER ROLE ${ordinary.name} RESET ALL`);
    await admin.query(`ALTER DATABASE ${database.name} RESET ALL`);
  });

  it("names prepared transactions", async () => {
    await admin.query(`BEGIN; SELECT pg_current_xact_id(); PREPARE TRANSACTION 'check ${major}'`);
    try {
      const result = await check(connectionOf(ordinary.urlFor(database.url)));
      expect(item(result, "server.prepared-transactions").status).toBe("warning");
    } finally {
      await admin.query(`ROLLBACK PREPARED 'check ${major}'`);
    }
  });

  it("answers a wrong password with an item, and never with the password", async () => {
    const result = await check({ ...connectionOf(ordinary.urlFor(database.url)), password: "hunter2-wrong" });
    expect(result).toMatchObject({ ok: false, serverVersion: null, serverMajor: null });
    expect(result.items).toEqual([
      expect.objectContaining({
        code: "connection.reachable",
        status: "error",
        message: "The server refused the password for this user.",
      }),
    ]);
    expect(JSON.stringify(result)).not.toContain("hunter2");
  });

  it("answers an unknown database with an item", async () => {
    const result = await check({ ...connectionOf(database.url), database: "nowhere" });
    expect(result.items.map((entry) => entry.message)).toEqual([
      "The database does not exist on this server.",
    ]);
  });

  it("finds a transaction pooler in between, whatever its size", async () => {
    for (const size of [2, 3]) {
      const pooler = await startTransactionPooler(database.url, { size });
      try {
        const result = await check({ ...connectionOf(database.url), host: "127.0.0.1", port: pooler.port });
        expect(item(result, "connection.pooler").status).toBe("error");
        expect(result.ok).toBe(false);
        expect(item(result, "role.interlock-schema").status).toBe("unknown");
      } finally {
        await pooler.stop();
      }
    }
  });
});

describe("without a server to talk to", () => {
  const nowhere = connectionOf("postgres://app:hunter2@127.0.0.1:1/shop");

  it("says the same of a closed port and of a port where something else listens", async () => {
    const other = createServer((socket) => {
      socket.on("error", () => {});
      socket.resume();
      socket.end("220 mail ready\r\n");
    });
    await new Promise<void>((resolve) => other.listen(0, "127.0.0.1", resolve));
    const { port } = other.address() as { port: number };
    try {
      const closed = await check(nowhere);
      const open = await check({ ...nowhere, port, sslmode: "disable" });
      expect(closed).toMatchObject({ ok: false, items: [{ code: "connection.reachable", status: "error" }] });
      expect(open.items[0]?.message).toBe(closed.items[0]?.message);
      expect(JSON.stringify([closed, open])).not.toContain("hunter2");
    } finally {
      await new Promise((resolve) => other.close(resolve));
    }
  });

  it("does not connect to a name that resolves to nothing", async () => {
    const result = await check({ ...nowhere, host: "no-such-host.invalid" });
    expect(result.ok).toBe(false);
    expect(result.items).toHaveLength(1);
  });
});
