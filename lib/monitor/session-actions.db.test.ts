import pg from "pg";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { createTestDatabase, createTestRole, type TestDatabase, type TestRole } from "../testing/postgres";
import { cancelSession, terminateSession } from "./session-actions";

describe.each([15, 18] as const)("session actions on PostgreSQL %i", (major) => {
  let database: TestDatabase;
  let role: TestRole;
  let admin: pg.Client;
  const open: pg.Client[] = [];

  beforeAll(async () => {
    database = await createTestDatabase(major);
    role = await createTestRole(major);
    admin = new pg.Client({ connectionString: database.url, application_name: "interlock:check" });
    await admin.connect();
  });
  afterEach(async () => {
    await Promise.all(open.splice(0).map((client) => client.end().catch(() => {})));
  });
  afterAll(async () => {
    await admin.end();
    await role.drop([database.url]);
    await database.drop();
  });

  async function session(applicationName: string, url = database.url) {
    const client = new pg.Client({ connectionString: url, application_name: applicationName });
    client.on("error", () => {});
    await client.connect();
    open.push(client);
    const { rows } = await client.query<{ pid: number; started: Date }>(
      "SELECT pg_backend_pid() AS pid, backend_start AS started FROM pg_stat_activity WHERE pid = pg_backend_pid()",
    );
    return { client, pid: rows[0]?.pid ?? 0, backendStart: rows[0]?.started };
  }
  /** A request that comes before the statement has begun cancels nothing. */
  async function untilActive(pid: number): Promise<void> {
    for (;;) {
      const { rows } = await admin.query("SELECT FROM pg_stat_activity WHERE pid = $1 AND state = 'active'", [
        pid,
      ]);
      if (rows.length > 0) return;
    }
  }
  const outcome = (query: Promise<unknown>) =>
    query.then(
      () => "finished",
      (error: { code?: string }) => error.code ?? "lost",
    );

  it("cancels a statement and leaves its session", async () => {
    const { client, pid, backendStart } = await session("shop@v1");
    const sleeping = outcome(client.query("SELECT pg_sleep(60)"));
    await untilActive(pid);
    expect(await cancelSession(admin, { pid, backendStart })).toMatchObject({
      ok: true,
      session: { applicationName: "shop@v1" },
    });
    expect(await sleeping).toBe("57014");
    expect((await client.query("SELECT 1 AS one")).rows).toEqual([{ one: 1 }]);
  });

  it("terminates a session", async () => {
    const { client, pid } = await session("shop@v1");
    const sleeping = outcome(client.query("SELECT pg_sleep(60)"));
    await untilActive(pid);
    expect((await terminateSession(admin, { pid })).ok).toBe(true);
    expect(await sleeping).toBe("57P01");
  });

  it("leaves a process alone that began at another time", async () => {
    const { client, pid, backendStart } = await session("shop@v1");
    const earlier = new Date((backendStart?.getTime() ?? 0) - 5);
    expect(await terminateSession(admin, { pid, backendStart: earlier })).toMatchObject({
      code: "session.not-found",
    });
    expect((await client.query("SELECT 1 AS one")).rows).toEqual([{ one: 1 }]);
  });

  it("refuses Interlock's own sessions, itself first", async () => {
    const own = await session("interlock:run:run_1");
    expect(await terminateSession(admin, own)).toMatchObject({ ok: false, code: "session.is-ours" });
    expect(await own.client.query("SELECT 1")).toBeDefined();
    const { rows } = await admin.query("SELECT pg_backend_pid() AS pid");
    expect(await cancelSession(admin, { pid: rows[0].pid })).toMatchObject({ code: "session.is-ours" });
  });

  it("says what to do about a prepared transaction, and about a session that is gone", async () => {
    expect(await cancelSession(admin, { pid: -741 })).toMatchObject({ code: "session.prepared" });
    expect(await cancelSession(admin, { pid: 2_000_000_000 })).toMatchObject({ code: "session.not-found" });
  });

  it("says so where the role may not signal others", async () => {
    const { pid } = await session("shop@v1");
    const ordinary = await session("interlock:check", role.urlFor(database.url));
    expect(await cancelSession(ordinary.client, { pid })).toMatchObject({
      ok: false,
      code: "session.not-permitted",
    });
  });
});
