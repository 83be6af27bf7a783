import pg from "pg";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import type { Locks } from "../contracts/locks";
import { createTestDatabase, createTestRole, type TestDatabase, type TestRole } from "../testing/postgres";
import { sampleLocks } from "./sample";

describe.each([15, 18] as const)("on PostgreSQL %i", (major) => {
  let database: TestDatabase;
  let monitor: pg.Client;
  const open: pg.Client[] = [];

  beforeAll(async () => {
    database = await createTestDatabase(major);
    monitor = await connect(database.url, "interlock:monitor");
    open.pop();
    await monitor.query(
      `create table users (id int primary key, name text); insert into users values (1, 'a'), (2, 'b');
       create table "Odd table" (id int)`,
    );
  });
  afterEach(async () => {
    await Promise.all(open.splice(0).map((client) => client.end().catch(() => {})));
  });
  afterAll(async () => {
    await monitor.end();
    await database.drop();
  });

  async function connect(url: string, name: string): Promise<pg.Client> {
    const client = new pg.Client({ connectionString: url, application_name: name });
    client.on("error", () => {});
    await client.connect();
    open.push(client);
    return client;
  }
  async function session(name: string, url = database.url) {
    const client = await connect(url, name);
    const { rows } = await client.query("select pg_backend_pid() as pid");
    return { client, pid: rows[0].pid as number };
  }
  /** A statement that will wait: its end is nobody's business here. */
  function leaveWaiting(client: pg.Client, sql: string): void {
    client.query(sql).catch(() => {});
  }
  async function sampleUntil(done: (locks: Locks) => boolean, client = monitor): Promise<Locks> {
    const deadline = Date.now() + 10_000;
    for (;;) {
      const locks = await sampleLocks(client);
      if (done(locks)) return locks;
      if (Date.now() > deadline) throw new Error(`not seen: ${JSON.stringify(locks, null, 1)}`);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }
  const sessionOf = (locks: Locks, pid: number) => locks.sessions.find((candidate) => candidate.pid === pid);

  it("shows a reader, the DDL behind it and the readers behind the DDL as one chain", async () => {
    const reader = await session("report");
    await reader.client.query("begin; select * from users");
    const ddl = await session("interlock:run:run_1");
    leaveWaiting(ddl.client, "begin; alter table users add column note text");
    await sampleUntil(
      (locks) => sessionOf(locks, ddl.pid)?.waitingMs !== null && locks.summary.waiting === 1,
    );
    const app = await session("shop@v1");
    leaveWaiting(app.client, "select * from users");

    const locks = await sampleUntil((sample) => sample.summary.waiting === 2);
    expect(locks.roots).toEqual([
      { pid: reader.pid, blocks: [{ pid: ddl.pid, blocks: [{ pid: app.pid, blocks: [] }] }] },
    ]);
    expect(sessionOf(locks, ddl.pid)).toMatchObject({
      applicationName: "interlock:run:run_1",
      runId: "run_1",
      blockedBy: [reader.pid],
      waitEventType: "Lock",
      query: "begin; alter table users add column note text",
      backendType: "client backend",
    });
    expect(sessionOf(locks, ddl.pid)?.locks[0]).toEqual({
      relation: "public.users",
      mode: "AccessExclusiveLock",
      granted: false,
    });
    expect(sessionOf(locks, reader.pid)).toMatchObject({
      state: "idle in transaction",
      waitingMs: null,
      runId: null,
    });
    expect(sessionOf(locks, reader.pid)?.locks).toContainEqual({
      relation: "public.users",
      mode: "AccessShareLock",
      granted: true,
    });
    // The app waits because of our statement; our own wait is no harm.
    expect(locks.summary.harmMs).toBe(sessionOf(locks, app.pid)?.waitingMs);
    expect(locks.summary.longestWaitMs).toBe(sessionOf(locks, ddl.pid)?.waitingMs);
    expect(locks.error).toBeNull();
  });

  it("describes a wait for a row by the transaction and the row's table", async () => {
    const holder = await session("shop@v1");
    await holder.client.query("begin; update users set name = 'x' where id = 1");
    const second = await session("shop@v1");
    leaveWaiting(second.client, "update users set name = 'y' where id = 1");
    await sampleUntil((locks) => locks.summary.waiting === 1);
    const third = await session("shop@v1");
    leaveWaiting(third.client, "update users set name = 'z' where id = 1");

    const locks = await sampleUntil((sample) => sample.summary.waiting === 2);
    expect(locks.roots).toEqual([
      { pid: holder.pid, blocks: [{ pid: second.pid, blocks: [{ pid: third.pid, blocks: [] }] }] },
    ]);
    expect(sessionOf(locks, second.pid)?.locks[0]).toEqual({
      relation: expect.stringMatching(/^transaction \d+$/),
      mode: "ShareLock",
      granted: false,
    });
    expect(sessionOf(locks, third.pid)?.locks[0]).toEqual({
      relation: expect.stringMatching(/^row \(\d+,\d+\) of public\.users$/),
      mode: "ExclusiveLock",
      granted: false,
    });
    expect(locks.summary.harmMs).toBe(0);
  });

  it("measures a wait from when it began, not from when its transaction did", async () => {
    const waiter = await session("late");
    await waiter.client.query("begin; select 1");
    const holder = await session("holder");
    await holder.client.query("begin; lock table users in access exclusive mode");
    await waiter.client.query("select pg_sleep(0.5)");
    const beforeWait = performance.now();
    leaveWaiting(waiter.client, "select * from users");
    const locks = await sampleUntil((sample) => sample.summary.waiting === 1);
    expect(locks.summary.longestWaitMs).toBeLessThanOrEqual(Math.ceil(performance.now() - beforeWait));
    const later = await sampleUntil((sample) => sample.summary.longestWaitMs > 600);
    expect(later.summary.waiting).toBe(1);
  });

  it("names a prepared transaction that holds what somebody wants", async () => {
    const other = await session("idle");
    await other.client.query(
      `begin; lock table "Odd table" in row exclusive mode; prepare transaction 'unrelated ${major}'`,
    );
    const preparing = await session("two-phase");
    await preparing.client.query(
      `begin; lock table "Odd table" in access share mode; prepare transaction 'it''s ${major}'`,
    );
    const waiter = await session("shop@v1");
    try {
      leaveWaiting(waiter.client, `begin; lock table "Odd table" in share mode`);
      const waiting = await sampleUntil((sample) => sample.summary.waiting === 1);
      // Only the one whose mode conflicts.
      expect(sessionOf(waiting, waiter.pid)?.blockedBy).toHaveLength(1);
      const holder = sessionOf(waiting, sessionOf(waiting, waiter.pid)?.blockedBy[0] ?? 0);
      expect(holder).toMatchObject({
        backendType: "prepared transaction",
        state: "prepared",
        query: `COMMIT PREPARED 'unrelated ${major}'`,
        locks: [{ relation: 'public."Odd table"', mode: "RowExclusiveLock", granted: true }],
      });
      expect(holder?.pid).toBeLessThan(0);
      expect(waiting.roots).toEqual([{ pid: holder?.pid, blocks: [{ pid: waiter.pid, blocks: [] }] }]);
    } finally {
      await monitor.query(`rollback prepared 'unrelated ${major}'`);
      await monitor.query(`rollback prepared 'it''s ${major}'`);
    }
  });

  it("leaves its own session and idle bystanders out, and tells of old transactions", async () => {
    const idle = await session("idle app");
    const old = await session("forgotten");
    await old.client.query("begin; select 1");
    const locks = await sampleUntil((sample) => sessionOf(sample, old.pid) !== undefined);
    expect(sessionOf(locks, idle.pid)).toBeUndefined();
    expect(locks.sessions.filter((candidate) => candidate.applicationName === "interlock:monitor")).toEqual(
      [],
    );
    expect(sessionOf(locks, old.pid)).toMatchObject({
      state: "idle in transaction",
      blockedBy: [],
      locks: [],
    });
    expect(locks.roots).toEqual([]);
  });

  it("leaves other databases' sessions out", async () => {
    const elsewhere = await createTestDatabase(major);
    const holder = await session("elsewhere", elsewhere.url);
    await holder.client.query("create table t (id int)");
    await holder.client.query("begin; lock table t");
    const waiter = await session("elsewhere", elsewhere.url);
    leaveWaiting(waiter.client, "select * from t");
    const there = await connect(elsewhere.url, "interlock:monitor");
    await sampleUntil((locks) => locks.summary.waiting === 1, there);
    const here = await sampleLocks(monitor);
    expect(here.sessions.filter((candidate) => candidate.applicationName === "elsewhere")).toEqual([]);
    expect(here.summary.waiting).toBe(0);
    await elsewhere.drop();
  });

  it("cuts long statements", async () => {
    const holder = await session("long");
    await holder.client.query(`begin; lock table users; /* ${"x".repeat(5000)} */`);
    const locks = await sampleUntil((sample) => sessionOf(sample, holder.pid) !== undefined);
    expect(sessionOf(locks, holder.pid)?.query).toHaveLength(2000);
  });

  describe("as a role that may not read others' sessions", () => {
    let role: TestRole;
    beforeAll(async () => {
      role = await createTestRole(major);
    });
    afterAll(() => role.drop([database.url]));

    it("still finds who waits for whom", async () => {
      const holder = await session("holder");
      await holder.client.query("begin; lock table users");
      const waiter = await session("waiter");
      leaveWaiting(waiter.client, "select * from users");
      const ordinary = await connect(role.urlFor(database.url), "interlock:monitor");
      const locks = await sampleUntil((sample) => sample.summary.waiting === 1, ordinary);
      expect(locks.roots).toEqual([{ pid: holder.pid, blocks: [{ pid: waiter.pid, blocks: [] }] }]);
      expect(sessionOf(locks, waiter.pid)?.query).toBe("<insufficient privilege>");
    });
  });
});
