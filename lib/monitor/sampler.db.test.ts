import pg from "pg";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { Locks } from "../contracts/locks";
import type { Store } from "../store/client";
import { readTape, readTapeSample } from "../store/lock-samples";
import { parseConnectionString, type TargetConnection } from "../target/connection-string";
import { createTestStore } from "../testing/control-plane";
import { createTestDatabase, type TestDatabase } from "../testing/postgres";
import { startSampler } from "./sampler";

const SILENT = { info: () => {}, warn: () => {} };

describe("the lock sampler", () => {
  let control: { store: Store; url: string; drop(): Promise<void> };
  let target: TestDatabase;
  let other: TestDatabase;
  let admin: pg.Client;
  const connections = new Map<string, TargetConnection>();
  const samplers: { stop(): Promise<void> }[] = [];

  beforeAll(async () => {
    [control, target, other] = await Promise.all([
      createTestStore(),
      createTestDatabase(15),
      createTestDatabase(15),
    ]);
    admin = new pg.Client({ connectionString: target.url });
    await admin.connect();
    await admin.query("CREATE TABLE users (id int); CREATE SCHEMA interlock");
  });
  afterEach(async () => {
    await Promise.all(samplers.splice(0).map((sampler) => sampler.stop()));
    await control.store.pool.query(
      "DELETE FROM lock_samples; DELETE FROM lock_tape; DELETE FROM tripwires; DELETE FROM environments",
    );
    connections.clear();
  });
  afterAll(async () => {
    await admin.end();
    await control.drop();
    await target.drop();
    await other.drop();
  });

  function connectionTo(url: string): TargetConnection {
    const parsed = parseConnectionString(url);
    if (!parsed.ok) throw new Error(parsed.failure.message);
    return parsed.value;
  }
  async function addEnvironment(id: string, connection: TargetConnection): Promise<void> {
    connections.set(id, connection);
    await control.store.pool.query(
      `INSERT INTO environments (id, name, tier, services, policy, connection, sealed_secret)
       VALUES ($1, $1, 'staging', '["app"]', '{}', '{}', '')`,
      [id],
    );
  }
  /** As an edit of the connection does: what the store holds of it changes. */
  async function changeConnection(id: string, connection: TargetConnection): Promise<void> {
    connections.set(id, connection);
    await control.store.pool.query(
      "UPDATE environments SET sealed_secret = md5(random()::text) WHERE id = $1",
      [id],
    );
  }
  function watch(id: string) {
    return control.store.pool.query(
      `WITH watched AS (
         INSERT INTO lock_samples (environment_id, watched_until) VALUES ($1, now() + interval '1 minute')
         ON CONFLICT (environment_id) DO UPDATE SET watched_until = excluded.watched_until RETURNING environment_id)
       SELECT pg_notify('interlock_wake', 'watch:' || environment_id) FROM watched`,
      [id],
    );
  }
  function start(workerId = "worker_1") {
    const sampler = startSampler({
      store: control.store,
      workerId,
      log: SILENT,
      connectionOf: async (id) => connections.get(id) ?? null,
    });
    samplers.push(sampler);
    return sampler;
  }
  async function until<T>(read: () => Promise<T | null | undefined | false>, limitMs = 60_000): Promise<T> {
    const deadline = performance.now() + limitMs;
    for (;;) {
      const value = await read();
      if (value) return value;
      if (performance.now() > deadline) throw new Error("not seen in time");
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }
  async function sampleOf(id: string): Promise<Locks | null> {
    const { rows } = await control.store.pool.query(
      "SELECT locks FROM lock_samples WHERE environment_id = $1",
      [id],
    );
    return rows[0]?.locks ? Locks.parse(rows[0].locks) : null;
  }
  const monitors = async (database = target.name) =>
    (
      await admin.query<{ pid: number }>(
        "SELECT pid FROM pg_stat_activity WHERE datname = $1 AND application_name = 'interlock:monitor'",
        [database],
      )
    ).rows.map((row) => row.pid);
  /** How many samples are written while this many milliseconds pass: the rate itself is what is tested. */
  async function samplesWithin(id: string, ms: number): Promise<number> {
    const seen = new Set<string>();
    const until = performance.now() + ms;
    while (performance.now() < until) {
      const sample = await sampleOf(id);
      if (sample) seen.add(sample.takenAt);
      await new Promise((resolve) => setTimeout(resolve, 30));
    }
    return seen.size;
  }

  it("writes a sample, wakes the streams and shows who blocks whom", async () => {
    await addEnvironment("env_1", connectionTo(target.url));
    const listener = new pg.Client({ connectionString: control.url });
    await listener.connect();
    const payloads: string[] = [];
    listener.on("notification", (message) => payloads.push(message.payload ?? ""));
    await listener.query("LISTEN interlock_wake");
    await admin.query("BEGIN; LOCK TABLE users");
    const waiter = new pg.Client({ connectionString: target.url, application_name: "shop@v1" });
    waiter.on("error", () => {});
    await waiter.connect();
    const waiting = waiter.query("SELECT * FROM users");
    try {
      start();
      await watch("env_1");
      const sample = await until(async () => {
        const found = await sampleOf("env_1");
        return found?.summary.waiting === 1 && found;
      });
      expect(sample.error).toBeNull();
      expect(sample.roots[0]?.blocks).toHaveLength(1);
      await until(async () => payloads.includes("locks:env_1"));
    } finally {
      await admin.query("COMMIT");
      await waiting;
      await waiter.end();
      await listener.end();
    }
  });

  it("keeps on the tape who blocked whom after they are gone, the worst of each second", async () => {
    await addEnvironment("env_1", connectionTo(target.url));
    await admin.query("BEGIN; LOCK TABLE users");
    const waiter = new pg.Client({ connectionString: target.url, application_name: "shop@v1" });
    waiter.on("error", () => {});
    await waiter.connect();
    const waiting = waiter.query("SELECT * FROM users");
    const tape = () =>
      readTape(control.store.db, "env_1", {
        from: new Date(Date.now() - 600_000),
        to: new Date(Date.now() + 1_000),
      });
    try {
      start();
      await watch("env_1");
      await until(async () => (await tape()).some((point) => point.waiting === 1));
    } finally {
      await admin.query("COMMIT");
      await waiting;
      await waiter.end();
    }
    await until(async () => (await tape()).at(-1)?.waiting === 0);
    const points = await tape();
    const worst = points.find((point) => point.waiting === 1);
    expect(worst).toBeDefined();
    const sample = await readTapeSample(control.store.db, "env_1", new Date(worst?.at ?? ""));
    expect(sample?.roots[0]?.blocks).toHaveLength(1);
    // Those who neither wait nor are waited for are not kept.
    expect(sample?.sessions).toHaveLength(2);
    const calm = await readTapeSample(control.store.db, "env_1", new Date(points.at(-1)?.at ?? ""));
    expect(calm?.sessions).toEqual([]);
    expect(await readTapeSample(control.store.db, "env_1", new Date(0))).toBeNull();
  });

  it("keeps no literal of a statement where the policy says so", async () => {
    await addEnvironment("env_1", connectionTo(target.url));
    await control.store.pool.query(
      `UPDATE environments SET policy = '{"hideLiterals": true}' WHERE id = 'env_1'`,
    );
    const app = new pg.Client({ connectionString: target.url, application_name: "shop@v1" });
    app.on("error", () => {});
    await app.connect();
    await app.query("BEGIN; LOCK TABLE users");
    const waiting = admin.query("SELECT * FROM users WHERE id = 4711");
    try {
      start();
      await watch("env_1");
      const sample = await until(async () => {
        const found = await sampleOf("env_1");
        return found?.summary.waiting === 1 && found;
      });
      const text = JSON.stringify(sample);
      expect(text).toContain("SELECT * FROM users WHERE id = ?");
      expect(text).not.toContain("4711");
    } finally {
      await app.query("COMMIT");
      await waiting;
      await app.end();
    }
  });

  it("is lively while watched and quiet otherwise", async () => {
    await addEnvironment("env_1", connectionTo(target.url));
    start();
    await until(() => sampleOf("env_1"));
    expect(await samplesWithin("env_1", 2_000)).toBeLessThanOrEqual(2);
    await watch("env_1");
    await until(async () => (await samplesWithin("env_1", 300)) > 1);
    await until(async () => (await samplesWithin("env_1", 2_000)) >= 6);
    await control.store.pool.query("UPDATE lock_samples SET watched_until = now() - interval '1 second'");
    await until(async () => (await samplesWithin("env_1", 700)) <= 1);
  });

  it("samples a target from one process however many run, and another takes over", async () => {
    await addEnvironment("env_1", connectionTo(target.url));
    const first = start("worker_1");
    await until(async () => (await monitors()).length === 1);
    const [firstPid] = await monitors();
    start("worker_2");
    start("worker_3");
    await watch("env_1");
    expect(await samplesWithin("env_1", 2_500)).toBeLessThanOrEqual(12);
    expect(await monitors()).toEqual([firstPid]);
    await first.stop();
    samplers.splice(samplers.indexOf(first), 1);
    const [secondPid] = await until(async () => {
      const pids = await monitors();
      return pids.length === 1 && pids[0] !== firstPid && pids;
    });
    expect(secondPid).not.toBe(firstPid);
  });

  it("gives up when its electing connection dies, and stands again", async () => {
    await addEnvironment("env_1", connectionTo(target.url));
    start();
    await watch("env_1");
    const [before] = await until(async () => (await monitors()).length === 1 && (await monitors()));
    await control.store.pool.query(
      `SELECT pg_terminate_backend(l.pid) FROM pg_locks AS l
       WHERE l.locktype = 'advisory' AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())`,
    );
    await until(async () => {
      const pids = await monitors();
      return pids.length === 1 && pids[0] !== before;
    });
    await until(async () => (await samplesWithin("env_1", 400)) > 1);
  });

  it("tells of a target that cannot be reached, and recovers by itself", async () => {
    await addEnvironment("env_1", { ...connectionTo(target.url), port: 1 });
    start();
    await watch("env_1");
    const failed = await until(async () => {
      const sample = await sampleOf("env_1");
      return sample !== null && sample.error !== null && sample;
    });
    expect(failed.sessions).toEqual([]);
    await changeConnection("env_1", connectionTo(target.url));
    await until(async () => (await sampleOf("env_1"))?.error === null);
  });

  it("reconnects after its session was ended", async () => {
    await addEnvironment("env_1", connectionTo(target.url));
    start();
    await watch("env_1");
    const [before] = await until(async () => (await monitors()).length === 1 && (await monitors()));
    await admin.query("SELECT pg_terminate_backend($1)", [before]);
    await until(async () => {
      const pids = await monitors();
      return pids.length === 1 && pids[0] !== before && (await sampleOf("env_1"))?.error === null;
    });
  });

  it("follows a changed connection and forgets a deleted environment", async () => {
    await addEnvironment("env_1", connectionTo(target.url));
    start();
    await until(async () => (await monitors()).length === 1);
    await changeConnection("env_1", connectionTo(other.url));
    await until(async () => (await monitors(other.name)).length === 1 && (await monitors()).length === 0);
    await control.store.pool.query("UPDATE environments SET deleted_at = now()");
    await until(async () => (await monitors(other.name)).length === 0);
  });

  it("writes down when a tripwire was first seen and when it moved", async () => {
    await admin.query("CREATE SEQUENCE interlock.users_tripwire");
    try {
      await addEnvironment("env_1", connectionTo(target.url));
      await control.store.pool.query(`SET session_replication_role = replica;
        INSERT INTO rollouts (id, plan_id, environment_id, relations) VALUES ('rollout_1', 'none', 'env_1', '[]');
        SET session_replication_role = origin`);
      start();
      const read = async () =>
        (await control.store.pool.query("SELECT * FROM tripwires WHERE environment_id = 'env_1'")).rows[0];
      const first = await until(read);
      expect(first).toMatchObject({ sequence: "interlock.users_tripwire", value: "0", last_moved_at: null });
      await admin.query("SELECT nextval('interlock.users_tripwire')");
      const moved = await until(async () => {
        const row = await read();
        return row.value === "1" && row;
      });
      expect(moved.last_moved_at.getTime()).toBeGreaterThan(first.seen_at.getTime());
      expect(moved.observed_since).toEqual(first.observed_since);
    } finally {
      await control.store.pool.query("DELETE FROM rollouts");
      await admin.query("DROP SEQUENCE interlock.users_tripwire");
    }
  });

  it("stops at once, leaving no session behind", async () => {
    await addEnvironment("env_1", connectionTo(target.url));
    const sampler = start();
    await until(async () => (await monitors()).length === 1);
    await sampler.stop();
    await until(async () => (await monitors()).length === 0);
  });
});
