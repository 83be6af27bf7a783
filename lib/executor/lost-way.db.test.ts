import pg from "pg";
import { afterEach, describe, expect, it } from "vitest";
import { createTestDatabase } from "../testing/postgres";
import { TARGET_MAJOR } from "../testing/server-addresses";
import type { TcpProxy } from "../testing/tcp-proxy";
import { countOf, expectExactlyOnce, rowsDone, SLOW } from "./fixture-rows";
import { createWorldByProxy, type World, type WorldOptions } from "./fixture-world";

let world: World;
afterEach(async () => {
  await world?.close();
});

async function worldByProxy(options: WorldOptions): Promise<TcpProxy> {
  const made = await createWorldByProxy(options);
  world = made.world;
  return made.proxy;
}

describe("a way to the database that swallows everything", () => {
  it("is told as unknown, nothing new is begun, and every row is written once", async () => {
    const proxy = await worldByProxy({ rows: 10_000, policy: SLOW });
    await world.worker();
    await world.finish(await world.start("expand"));
    const runId = await world.start("backfill");
    await world.until(runId, rowsDone(1_000));
    proxy.freeze(true);
    const held = await world.until(runId, (run) => run.steps[0]?.activity != null);
    expect(held.steps[0]!.activity!.phase).toMatch(/^unknown, holding/);
    expect(await countOf(world, `pg_stat_activity WHERE application_name = 'interlock:run:${runId}'`)).toBe(
      1,
    );
    proxy.freeze(false);
    const run = await world.finish(runId);
    expect(run).toMatchObject({ state: "succeeded" });
    expect(run.steps[0]!.activity ?? null).toBeNull();
    await expectExactlyOnce(world, 10_000);
  }, 90_000);
});

describe("a way that leads to another server in the middle of a run", () => {
  it("is noticed before anything is written there: the run asks", async () => {
    const proxy = await worldByProxy({ rows: 10_000, policy: SLOW });
    await world.worker();
    expect((await world.finish(await world.start("expand"))).state).toBe("succeeded");
    const runId = await world.start("backfill");
    await world.until(runId, rowsDone(500));
    const other = await createTestDatabase(TARGET_MAJOR === 18 ? 15 : 18);
    world.after(() => other.drop());
    const twin = await twinOf(world.targetUrl, other.url);
    proxy.leadTo(other.url);
    proxy.cut();
    const run = await world.finish(runId);
    expect(run, JSON.stringify(run.reason)).toMatchObject({
      state: "paused",
      reason: { code: "target.another-server" },
    });
    const { rows } = await twin.query("SELECT to_regnamespace('interlock') AS ours");
    expect(rows).toEqual([{ ours: null }]);
  }, 60_000);
});

/** A database and a role as `url` names them, on the server of another; gone with the test. A session in it. */
async function twinOf(url: string, otherUrl: string): Promise<pg.Client> {
  const { username, password, pathname } = new URL(url);
  const [name, database] = [username, pathname.slice(1)];
  const admin = new pg.Client({ connectionString: otherUrl });
  await admin.connect();
  await admin.query(`CREATE ROLE "${name}" LOGIN PASSWORD '${decodeURIComponent(password)}'`);
  await admin.query(`CREATE DATABASE "${database}" OWNER "${name}"`);
  const there = new URL(otherUrl);
  there.pathname = `/${database}`;
  const client = new pg.Client({ connectionString: there.href });
  await client.connect();
  world.after(async () => {
    await client.end();
    await admin.query(`DROP DATABASE "${database}" WITH (FORCE)`);
    await admin.query(`DROP ROLE "${name}"`);
    await admin.end();
  });
  return client;
}
