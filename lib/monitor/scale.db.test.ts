import { rmSync } from "node:fs";
import pg from "pg";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import type { BlockerNode, LockSession, Locks } from "../contracts/locks";
import { binariesCache, startTestServer } from "../testing/global-setup";
import { serverPrograms } from "../testing/server-programs";
import { emptyMemory, sampleLocks } from "./sample";

const SESSIONS = 500;
const ROW_WAITERS = 60;
const READERS = 100;
const BEHIND_DDL = 39;

/** A server of its own: the others have no room for so many sessions, and would end a deadlock or a vacuum's wait. */
const SETTINGS = {
  max_connections: String(SESSIONS + 50),
  deadlock_timeout: "1h",
  autovacuum_naptime: "1s",
  max_worker_processes: "16",
};

describe.each([15, 18] as const)("on PostgreSQL %i", (major) => {
  let server: Awaited<ReturnType<typeof startTestServer>>;
  let monitor: pg.Client;
  let open: pg.Client[] = [];

  beforeAll(async () => {
    server = await startTestServer(serverPrograms(major, binariesCache()), SETTINGS);
    monitor = await connect("interlock:monitor");
    open = [];
    await monitor.query(`
      CREATE TABLE rows (id int PRIMARY KEY, n int); INSERT INTO rows SELECT g, 0 FROM generate_series(1, 5000) g;
      CREATE TABLE held (id int); CREATE TABLE queued (id int);`);
  });
  afterEach(async () => {
    // A session that waits does not see that its client has gone.
    await monitor.query(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
       WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()`,
    );
    await Promise.all(open.splice(0).map((client) => client.end().catch(() => {})));
    await until((locks) => locks.summary.waiting === 0);
  });
  afterAll(async () => {
    await monitor?.end();
    await server?.stop();
    if (server) rmSync(server.home, { recursive: true, force: true });
  });

  async function connect(name: string): Promise<pg.Client> {
    const client = new pg.Client({ connectionString: server.adminUrl, application_name: name });
    client.on("error", () => {});
    await client.connect();
    open.push(client);
    return client;
  }
  async function session(name: string) {
    const client = await connect(name);
    return { client, pid: await pidOf(client) };
  }
  const pidOf = async (client: pg.Client): Promise<number> =>
    (await client.query("SELECT pg_backend_pid() AS pid")).rows[0].pid;
  /** Statements that will wait: their end is nobody's business here. */
  const leaveWaiting = (clients: readonly pg.Client[], sql: string) => {
    for (const client of clients) client.query(sql).catch(() => {});
  };
  async function until(done: (locks: Locks) => boolean): Promise<Locks> {
    const deadline = Date.now() + 60_000;
    for (;;) {
      const locks = await sampleLocks(monitor);
      if (done(locks)) return locks;
      if (Date.now() > deadline) throw new Error(`not seen: ${JSON.stringify(locks.summary)}`);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
  const find = (locks: Locks, pid: number): LockSession | undefined =>
    locks.sessions.find((candidate) => candidate.pid === pid);

  it("puts each of 200 waiters among 500 sessions below whom it waits for, once, and counts them", async () => {
    const [row, table, reader] = [await session("row"), await session("table"), await session("reader")];
    const ddl = await session("interlock:run:run_1");
    const crowd: pg.Client[] = [];
    while (crowd.length < SESSIONS - 4) crowd.push(await connect("shop"));
    await row.client.query("BEGIN; UPDATE rows SET n = 1 WHERE id = 1");
    await table.client.query("BEGIN; LOCK TABLE held");
    await reader.client.query("BEGIN; SELECT FROM queued");
    leaveWaiting([ddl.client], "BEGIN; ALTER TABLE queued ADD COLUMN note text");
    await until((locks) => find(locks, ddl.pid)?.waitingMs != null);
    leaveWaiting(crowd.slice(0, ROW_WAITERS), "UPDATE rows SET n = 2 WHERE id = 1");
    leaveWaiting(crowd.slice(100, 100 + READERS), "SELECT FROM held");
    leaveWaiting(crowd.slice(200, 200 + BEHIND_DDL), "SELECT FROM queued");

    const locks = await until(({ summary }) => summary.waiting === 200);
    // Nothing moves any more: the server is asked for each waiter, apart from the sample.
    const { rows: truth } = await monitor.query<{ pid: number; blockers: number[] }>(
      `SELECT pid, pg_blocking_pids(pid) AS blockers FROM pg_stat_activity WHERE wait_event_type = 'Lock'`,
    );
    expect(truth.length).toBe(200);
    const parentsOf = new Map<number, number[]>();
    const above = new Map<number, Set<number>>();
    const visit = (node: BlockerNode, ancestors: readonly number[]) => {
      for (const child of node.blocks) {
        parentsOf.set(child.pid, [...(parentsOf.get(child.pid) ?? []), node.pid]);
        above.set(child.pid, new Set([...ancestors, node.pid]));
        visit(child, [...ancestors, node.pid]);
      }
    };
    for (const root of locks.roots) visit(root, []);

    expect(locks.roots.map(({ pid }) => pid).sort()).toEqual([row.pid, table.pid, reader.pid].sort());
    expect([...parentsOf.keys()].sort()).toEqual(truth.map(({ pid }) => pid).sort());
    for (const { pid, blockers } of truth) {
      const parents = parentsOf.get(pid) ?? [];
      expect(parents.length, "stands in one place").toBe(1);
      expect(blockers, "below one whom it waits for").toContain(parents[0]);
      for (const blocker of blockers) expect(above.get(pid), "all of them are above it").toContain(blocker);
    }
    const below = (pid: number) => [...above.values()].filter((ancestors) => ancestors.has(pid)).length;
    expect(below(row.pid)).toBe(ROW_WAITERS);
    expect(below(table.pid)).toBe(READERS);
    expect(below(reader.pid)).toBe(BEHIND_DDL + 1);
    expect(below(ddl.pid)).toBe(BEHIND_DDL);

    expect(find(locks, ddl.pid)?.runId, "ours is marked").toBe("run_1");
    const because = locks.sessions.filter(({ pid }) => above.get(pid)?.has(ddl.pid));
    expect(locks.summary.harmMs).toBe(because.reduce((sum, { waitingMs }) => sum + (waitingMs ?? 0), 0));
    for (const { pid } of truth) expect(find(locks, pid)?.locks.some(({ granted }) => !granted)).toBe(true);
  });

  it("folds workers of a parallel query that wait into the session that runs it", async () => {
    await monitor.query(`
      CREATE TABLE secret (id int); INSERT INTO secret VALUES (1);
      CREATE FUNCTION peek(int) RETURNS int LANGUAGE plpgsql PARALLEL SAFE AS
        $$ BEGIN EXECUTE 'SELECT id FROM secret LIMIT 1'; RETURN 1; END $$;`);
    const holder = await session("holder");
    const parallel = await session("report");
    await parallel.client.query(`
      SET min_parallel_table_scan_size = 0; SET parallel_setup_cost = 0; SET parallel_tuple_cost = 0;
      SET max_parallel_workers_per_gather = 3; SET parallel_leader_participation = off;`);
    await holder.client.query("BEGIN; LOCK TABLE secret");
    leaveWaiting([parallel.client], "SELECT sum(peek(id)) FROM rows");
    const waiting = async () =>
      (
        await monitor.query<{ pid: number }>(
          "SELECT pid FROM pg_stat_activity WHERE backend_type = 'parallel worker' AND wait_event_type = 'Lock'",
        )
      ).rows.map(({ pid }) => pid);
    await expect.poll(async () => (await waiting()).length, { timeout: 30_000 }).toBeGreaterThan(1);
    const workers = await waiting();

    const locks = await until(({ summary }) => summary.waiting > 0);
    expect(locks.summary.waiting).toBe(1);
    expect(locks.roots).toEqual([{ pid: holder.pid, blocks: [{ pid: parallel.pid, blocks: [] }] }]);
    expect(locks.sessions.filter(({ pid }) => workers.includes(pid))).toEqual([]);
    expect(find(locks, parallel.pid)).toMatchObject({
      applicationName: "report",
      backendType: "client backend",
      blockedBy: [holder.pid],
    });
    expect(find(locks, parallel.pid)?.locks).toContainEqual({
      relation: "public.secret",
      mode: "AccessShareLock",
      granted: false,
    });
  });

  it("names an autovacuum that holds what somebody wants", async () => {
    await monitor.query(`
      CREATE TABLE swept (id int) WITH (autovacuum_vacuum_threshold = 0, autovacuum_vacuum_scale_factor = 0,
        autovacuum_vacuum_cost_delay = 100, autovacuum_vacuum_cost_limit = 1, autovacuum_analyze_threshold = 1000000000);
      INSERT INTO swept SELECT generate_series(1, 200000); DELETE FROM swept;`);
    await expect
      .poll(
        async () =>
          (
            await monitor.query(
              `SELECT FROM pg_stat_activity AS a JOIN pg_locks AS l ON l.pid = a.pid AND l.granted
               WHERE a.backend_type = 'autovacuum worker' AND l.relation = 'swept'::regclass
                 AND l.mode = 'ShareUpdateExclusiveLock'`,
            )
          ).rowCount,
        { timeout: 60_000 },
      )
      .toBe(1);
    const waiter = await session("shop");
    leaveWaiting([waiter.client], "BEGIN; LOCK TABLE swept IN SHARE MODE");
    const locks = await until(({ summary }) => summary.waiting === 1);
    const [root] = locks.roots;
    expect(root?.blocks).toEqual([{ pid: waiter.pid, blocks: [] }]);
    expect(find(locks, root?.pid ?? 0)).toMatchObject({
      backendType: "autovacuum worker",
      query: expect.stringContaining("autovacuum: VACUUM public.swept"),
    });
    await monitor.query("SELECT pg_terminate_backend($1)", [root?.pid]);
  });

  it("shows two sessions that wait for each other as a cycle", async () => {
    const [one, other] = [await session("one"), await session("other")];
    await one.client.query("BEGIN; UPDATE rows SET n = 1 WHERE id = 11");
    await other.client.query("BEGIN; UPDATE rows SET n = 1 WHERE id = 12");
    leaveWaiting([one.client], "UPDATE rows SET n = 2 WHERE id = 12");
    leaveWaiting([other.client], "UPDATE rows SET n = 2 WHERE id = 11");
    const locks = await until(({ summary }) => summary.waiting === 2);
    const [low, high] = [Math.min(one.pid, other.pid), Math.max(one.pid, other.pid)];
    expect(locks.roots).toEqual([{ pid: low, blocks: [{ pid: high, blocks: [{ pid: low, blocks: [] }] }] }]);
  });

  it("remembers old transactions from one sample to the next, and forgets one that got into a queue", async () => {
    const old = await session("forgotten");
    await old.client.query("BEGIN; SELECT FROM queued");
    const memory = emptyMemory();
    await expect
      .poll(async () => {
        memory.bystandersReadAt = Number.NEGATIVE_INFINITY;
        return find(await sampleLocks(monitor, memory), old.pid)?.locks;
      })
      .toEqual([{ relation: "public.queued", mode: "AccessShareLock", granted: true }]);
    // Not read again: what is told of it is what was seen.
    memory.bystandersReadAt = Number.POSITIVE_INFINITY;
    expect(find(await sampleLocks(monitor, memory), old.pid)).toEqual(
      memory.bystanders.find(({ pid }) => pid === old.pid),
    );
    const waiter = await session("shop");
    leaveWaiting([waiter.client], "BEGIN; LOCK TABLE queued");
    await until(({ summary }) => summary.waiting === 1);
    const locks = await sampleLocks(monitor, memory);
    expect(locks.sessions.filter(({ pid }) => pid === old.pid).length).toBe(1);
    expect(locks.roots).toEqual([{ pid: old.pid, blocks: [{ pid: waiter.pid, blocks: [] }] }]);
  });
});
