import { randomBytes } from "node:crypto";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createTestDatabase } from "../testing/postgres";
import { openStore } from "./client";
import { MigrationError, migrate } from "./migrate";
import { readMigrationState } from "./migration-state";
import { rotateSecrets } from "./rotate-secrets";
import { environments } from "./schema";
import { openSecret, readKeyring, sealSecret } from "./secrets";

type TestDatabase = Awaited<ReturnType<typeof createTestDatabase>>;

async function withClient<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

describe("migrate", () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await createTestDatabase(18);
    await Promise.all([migrate(database.url), migrate(database.url), migrate(database.url)]);
  });
  afterAll(() => database?.drop());

  it("applies each migration once when several processes start at the same time", async () => {
    const state = await withClient(database.url, readMigrationState);
    expect(state.known).toBeGreaterThan(1);
    expect(state).toEqual({ applied: state.known, known: state.known, pending: 0, unknown: 0 });
  });

  it("gives the audit table to a role that cannot log in", async () => {
    const { rows } = await withClient(database.url, (client) =>
      client.query(
        `select r.rolname, r.rolcanlogin from pg_class c join pg_roles r on r.oid = c.relowner
          where c.oid = 'audit_events'::regclass`,
      ),
    );
    expect(rows).toEqual([{ rolname: "interlock_audit_owner", rolcanlogin: false }]);
  });

  it("refuses a database that a newer version has migrated, and changes nothing", async () => {
    const newer = await createTestDatabase(18);
    try {
      await migrate(newer.url);
      await withClient(newer.url, (client) =>
        client.query(
          "insert into drizzle.__drizzle_migrations (hash, created_at) values ('from the future', 9999999999999)",
        ),
      );
      const failure = await migrate(newer.url).catch((error: unknown) => error);
      expect(failure).toBeInstanceOf(MigrationError);
      expect((failure as MigrationError).code).toBe("database-newer");
      expect((failure as MigrationError).message).toMatch(/newer Interlock.*DATABASE_URL/);
      expect((failure as MigrationError).message).not.toContain("\n");
    } finally {
      await newer.drop();
    }
  });
});

/** A database owned by an ordinary role with the given right, handed over as that role's connection string. */
async function withOwner(
  major: 15 | 18,
  right: "nocreaterole" | "createrole",
  work: (url: string) => Promise<void>,
): Promise<void> {
  const database = await createTestDatabase(major);
  const role = `owner_${randomBytes(4).toString("hex")}`;
  await withClient(database.url, async (client) => {
    await client.query(`create role ${role} login ${right} password 'a-test-password'`);
    await client.query(`alter database ${database.name} owner to ${role}`);
  });
  try {
    const url = new URL(database.url);
    url.username = role;
    url.password = "a-test-password";
    await work(url.href);
  } finally {
    await withClient(database.url, async (client) => {
      await client.query(`reassign owned by ${role} to current_user`);
      await client.query(`drop owned by ${role} cascade`);
    });
    await database.drop();
    await withClient(database.adminUrl, (client) => client.query(`drop role ${role}`));
  }
}

describe("a control plane whose role is no superuser", () => {
  it("keeps the audit table where it may not create roles, works, and records why", async () => {
    await withOwner(18, "nocreaterole", async (url) => {
      await migrate(url);
      await withClient(url, async (client) => {
        const { rows } = await client.query("select value from settings where key = 'audit.ownership'");
        expect(rows).toEqual([
          { value: { mode: "shared", because: "the database role may not create roles" } },
        ]);
        await expect(client.query("truncate audit_events")).rejects.toThrow(/append-only/);
      });
    });
  });

  it("gives the audit table away where it may, and keeps insert and select only", async () => {
    await withOwner(15, "createrole", async (url) => {
      await migrate(url);
      await migrate(url);
      await withClient(url, async (client) => {
        const { rows } = await client.query("select value from settings where key = 'audit.ownership'");
        expect(rows).toEqual([{ value: { mode: "separate", because: null } }]);
        for (const sql of [
          "alter table audit_events disable trigger all",
          "delete from audit_events",
          "truncate audit_events",
        ]) {
          await expect(client.query(sql)).rejects.toMatchObject({ code: "42501" });
        }
      });
      await withClient(url, (client) =>
        client.query(
          `insert into audit_events (seq, at, actor_name, action, subject_type, subject_id, summary, detail, prev_hash, hash)
           values (1, now(), 'a', 'b', 'c', 'd', 'it still grows', '{}', '', '')`,
        ),
      );
    });
  });
});

describe("rotateSecrets", () => {
  it("seals every environment's secret under the new key, once", async () => {
    const database = await createTestDatabase(18);
    await migrate(database.url);
    const store = openStore(database.url);
    try {
      const [oldKey, newKey] = [randomBytes(32).toString("base64"), randomBytes(32).toString("base64")];
      const before = readKeyring({ INTERLOCK_SECRET_KEY: oldKey });
      for (const id of ["env_a", "env_b"]) {
        await store.db.insert(environments).values({
          id,
          name: id,
          tier: "staging",
          services: ["app"],
          policy: {},
          connection: { host: "h", port: 5432, database: "d", user: "u", sslmode: "disable" },
          sealedSecret: sealSecret(`secret of ${id}`, id, before),
        });
      }
      const both = readKeyring({ INTERLOCK_SECRET_KEY: newKey, INTERLOCK_SECRET_KEYS_OLD: oldKey });
      expect(await rotateSecrets(store, both)).toEqual({ rotated: 2, current: 0 });
      expect(await rotateSecrets(store, both)).toEqual({ rotated: 0, current: 2 });
      const after = readKeyring({ INTERLOCK_SECRET_KEY: newKey });
      const rows = await store.db.select().from(environments);
      expect(rows.map((row) => openSecret(row.sealedSecret, row.id, after)).sort()).toEqual([
        "secret of env_a",
        "secret of env_b",
      ]);
    } finally {
      await store.close();
      await database.drop();
    }
  });
});
