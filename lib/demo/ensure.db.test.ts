import { eq } from "drizzle-orm";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { insertDeploy } from "../store/deploys";
import { findTargetConnection, listEnvironments } from "../store/environments";
import { newId } from "../store/ids";
import { insertRehearsal } from "../store/rehearsals";
import { auditEvents, changes, deploys, plans, rollouts, user } from "../store/schema";
import { insertToolRecord } from "../store/tool-records";
import { testServer } from "../testing/postgres";
import { onDatabase, withClient } from "./admin";
import { dropDemoServerObjects, startTestDemo, type TestDemo, testShape } from "./demo-fixture";
import { ensureDemo, resetDemo } from "./ensure";
import { demoPasswords, readDemoRecord, writeDemoRecord } from "./record";
import { ensureDemoRoles, newDemoPasswords } from "./roles";
import { seedDatabase } from "./seed";

let demo: TestDemo;
beforeAll(async () => {
  demo = await startTestDemo();
});
afterAll(() => demo?.drop());

const again = () => ensureDemo({ ...demo, log: () => {} });
const actions = async () =>
  (await demo.store.db.select({ action: auditEvents.action }).from(auditEvents)).map((row) => row.action);

describe("a demo that was just seeded", () => {
  it("has as many customers as each environment was to have, in keeping with the sequences", async () => {
    for (const [environment, customers] of [
      [demo.staging, 200],
      [demo.production, 1000],
    ] as const) {
      const [row] = await demo.asAdmin(environment, async (client) => {
        const { rows } = await client.query(
          `select (select count(*)::int from customers) as customers,
                  (select count(*)::int from order_lines) as lines,
                  (select count(*)::int from customers where full_name !~ '^\\S+ \\S') as nameless,
                  (select count(distinct tableoid)::int from events) as partitions,
                  nextval(pg_get_serial_sequence('customers', 'id'))::int as next`,
        );
        return rows;
      });
      expect(row).toMatchObject({ customers, lines: customers * 1.2 * 2, nameless: 0, next: customers + 1 });
      expect(row.partitions).toBeGreaterThan(1);
    }
  });

  it("leaves no app column without statistics", async () => {
    const { rows } = await demo.asAdmin(demo.production, (client) =>
      client.query("select reltuples from pg_class where relname = 'customers'"),
    );
    expect(rows[0].reltuples).toBe(1000);
  });

  it("lets the app's role own nothing and be nothing special", async () => {
    await demo.asAdmin(demo.production, async (client) => {
      const owned = await client.query(
        "select count(*)::int as n from pg_shdepend where refobjid = $1::regrole and deptype = 'o'",
        [demo.shape.roles.app],
      );
      expect(owned.rows[0].n).toBe(0);
      const role = await client.query(
        `select rolsuper, rolcreaterole, rolcreatedb, rolbypassrls,
                (select count(*)::int from pg_auth_members where member = r.oid) as memberships
           from pg_roles r where rolname = $1`,
        [demo.shape.roles.app],
      );
      expect(role.rows[0]).toEqual({
        rolsuper: false,
        rolcreaterole: false,
        rolcreatedb: false,
        rolbypassrls: false,
        memberships: 0,
      });
    });
    const app = new pg.Client(await demo.appTarget(demo.production));
    await app.connect();
    try {
      await expect(app.query("alter table customers add column x int")).rejects.toMatchObject({
        code: "42501",
      });
      await expect(app.query("create table mine ()")).rejects.toMatchObject({ code: "42501" });
    } finally {
      await app.end();
    }
  });

  it("gives the environments a role that may do a migration and is no superuser", async () => {
    const connection = await findTargetConnection(demo.store.db, demo.production.id);
    expect(connection).not.toBeNull();
    const { host, port, database, user: name, password } = connection!;
    const client = new pg.Client({ host, port, database, user: name, password });
    await client.connect();
    try {
      const { rows } = await client.query(
        `select rolsuper, pg_has_role('pg_monitor', 'usage') as monitor,
                pg_has_role('pg_signal_backend', 'usage') as signal,
                has_database_privilege(current_database(), 'create') as create
           from pg_roles where rolname = current_user`,
      );
      expect(rows[0]).toEqual({ rolsuper: false, monitor: true, signal: true, create: true });
      await client.query("begin");
      await client.query("create table interlock.ours ()");
      await client.query("alter table customers add column name text");
      await client.query("create index on customers (name)");
      await client.query("rollback");
    } finally {
      await client.end();
    }
  });

  it("has its people, its first deploys and one audit event", async () => {
    const people = await demo.store.db.select({ email: user.email, demo: user.demo }).from(user);
    expect(people).toEqual(
      expect.arrayContaining([
        { email: "ada@demo.interlock", demo: true },
        { email: "grace@demo.interlock", demo: true },
      ]),
    );
    const recorded = await demo.store.db.select().from(deploys);
    expect(recorded.map(({ service, version, status }) => [service, version, status]).sort()).toEqual([
      ["web", "v1", "finished"],
      ["web", "v1", "finished"],
      ["worker", "v1", "finished"],
      ["worker", "v1", "finished"],
    ]);
    expect((await actions()).filter((action) => action.startsWith("demo."))).toEqual(["demo.seeded"]);
    expect(demo.production).toMatchObject({
      demo: true,
      tier: "production",
      services: ["web", "worker"],
      policy: { contractApprovals: 1, quietWindowMs: 200 },
      lastCheck: { ok: true, serverMajor: 18 },
    });
    expect(demo.production.lastCheck?.items.filter(({ status }) => status === "error")).toEqual([]);
  });
});

describe("ensuring it again", () => {
  it("changes nothing when all is there", async () => {
    await demo.asAdmin(demo.staging, (client) =>
      client.query("update customers set full_name = 'Kept' where id = 1"),
    );
    expect(await again()).toMatchObject({ seeded: false });
    const { rows } = await demo.asAdmin(demo.staging, (client) =>
      client.query("select full_name from customers where id = 1"),
    );
    expect(rows[0].full_name).toBe("Kept");
  });

  it("brings the environments to the server's port of today", async () => {
    const { port, host } = demo.production.connection;
    const moved = new URL(demo.adminUrl);
    moved.hostname = host === "127.0.0.1" ? "localhost" : "127.0.0.1";
    await ensureDemo({ ...demo, adminUrl: moved.href, log: () => {} });
    const connection = await findTargetConnection(demo.store.db, demo.production.id);
    expect(connection).toMatchObject({ host: moved.hostname, port });
    const target = await demo.appTarget(demo.production);
    expect(connection?.password).not.toBe(target.password);
    await again();
  });

  it("starts over when a kill left it half seeded, and keeps the environments and passwords", async () => {
    const before = await listEnvironments(demo.store.db);
    const record = await readDemoRecord(demo.store.db);
    await writeDemoRecord(demo.store.db, {
      seededAt: null,
      appRole: demo.shape.roles.app,
      passwords: demoPasswords(record!),
    });
    await demo.asAdmin(demo.production, (client) => client.query("drop table payments"));
    expect(await again()).toMatchObject({ seeded: true });
    const { rows } = await demo.asAdmin(demo.production, (client) =>
      client.query("select count(*)::int as n from payments"),
    );
    expect(rows[0].n).toBe(1200);
    const after = await listEnvironments(demo.store.db);
    expect(after.map(({ id }) => id)).toEqual(before.map(({ id }) => id));
    expect(demoPasswords((await readDemoRecord(demo.store.db))!)).toEqual(demoPasswords(record!));
  });

  it("seeds only once when two start at the same moment", async () => {
    await demo.asAdmin(demo.staging, (client) =>
      client.query(`comment on database ${demo.staging.connection.database} is null`),
    );
    // Not ours any more by its mark: the guard below refuses it, so drop it as an operator would.
    await withClient(demo.adminUrl, (admin) =>
      admin.query(`drop database ${demo.staging.connection.database} with (force)`),
    );
    const both = await Promise.all([again(), again()]);
    expect(both.map(({ seeded }) => seeded).sort()).toEqual([false, true]);
  });
});

describe("resetting it", () => {
  it("forgets the demo's history, and leaves the trail and other environments alone", async () => {
    const { db } = demo.store;
    const [author] = await db.select().from(user);
    const changeId = newId("chg");
    const planId = newId("pln");
    await db.insert(changes).values({
      id: changeId,
      title: "A change",
      environmentId: demo.production.id,
      operations: [],
      authorId: author!.id,
    });
    await db.insert(plans).values({
      id: planId,
      changeId,
      environmentId: demo.production.id,
      hash: "h",
      draft: {} as (typeof plans.$inferInsert)["draft"],
    });
    await db.insert(rollouts).values({
      id: newId("rol"),
      planId,
      environmentId: demo.production.id,
      relations: ["public.customers"],
    });
    await insertDeploy(db, {
      environmentId: demo.production.id,
      service: "web",
      version: "v2",
      commit: null,
      status: "finished",
      planId,
      nodeId: "deploy-new-name",
    });
    const here = { planId, environmentId: demo.production.id };
    await insertRehearsal(db, { ...here, queries: null, requestedById: author!.id });
    await insertToolRecord(db, {
      ...here,
      phaseId: "expand",
      tool: "flyway",
      history: "public.flyway_schema_history",
      migrations: [],
      before: [],
      recordedById: author!.id,
    });
    const trail = await actions();

    await resetDemo({ ...demo, log: () => {} });

    expect(await db.select().from(rollouts)).toEqual([]);
    expect(await db.select().from(plans)).toEqual([]);
    expect(await db.select().from(changes)).toEqual([]);
    const versions = await db
      .select({ version: deploys.version })
      .from(deploys)
      .where(eq(deploys.environmentId, demo.production.id));
    expect(versions).toEqual([{ version: "v1" }, { version: "v1" }]);
    expect(await actions()).toEqual([...trail, "demo.reset"]);
    expect((await listEnvironments(db)).map(({ id }) => id)).toEqual([demo.staging.id, demo.production.id]);
  });
});

describe("what is not the demo's", () => {
  it("is never dropped: a database without its mark stops the seeding", async () => {
    const { adminUrl } = testServer(18);
    const shape = testShape();
    const [database] = shape.databases;
    try {
      await withClient(adminUrl, async (admin) => {
        await ensureDemoRoles(admin, shape.roles, newDemoPasswords());
        await admin.query(`create database ${database!.database}`);
      });
      await withClient(onDatabase(adminUrl, database!.database), (c) => c.query("create table theirs ()"));
      await expect(seedDatabase(adminUrl, database!, shape.roles)).rejects.toThrow(/not the demo's/);
      await withClient(onDatabase(adminUrl, database!.database), (c) => c.query("table theirs"));
    } finally {
      await dropDemoServerObjects(adminUrl, shape);
    }
  });

  it("is never changed: a role without its mark stops the seeding", async () => {
    const { adminUrl } = testServer(18);
    const shape = testShape();
    try {
      await withClient(adminUrl, async (admin) => {
        await admin.query(`create role ${shape.roles.app}`);
        await expect(ensureDemoRoles(admin, shape.roles, newDemoPasswords())).rejects.toThrow(
          /not the demo's/,
        );
        const { rows } = await admin.query("select rolcanlogin from pg_roles where rolname = $1", [
          shape.roles.app,
        ]);
        expect(rows[0].rolcanlogin).toBe(false);
      });
    } finally {
      await dropDemoServerObjects(adminUrl, shape);
    }
  });
});
