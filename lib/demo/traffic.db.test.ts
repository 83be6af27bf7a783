import { asc, eq, isNull } from "drizzle-orm";
import type pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Environment } from "../contracts/environment";
import type { Actor } from "../contracts/user";
import { log } from "../server/log";
import { auditEvents, demoCommands, user } from "../store/schema";
import { recordDeploy } from "../usecases/record-deploy";
import { startTestDemo, type TestDemo, until } from "./demo-fixture";
import { resetDemo } from "./ensure";
import { orderDemoDeploy } from "./order-deploy";
import { orderMisbehaviour } from "./order-misbehaviour";
import { trafficOf } from "./read-traffic";
import { startTraffic, TRAFFIC_TUNING } from "./traffic";

const QUICK = {
  ...TRAFFIC_TUNING,
  load: {
    ...TRAFFIC_TUNING.load,
    production: { web: { clients: 4, perSecond: 150 }, worker: { clients: 2, perSecond: 60 } },
  },
  rollMs: 400,
  cronEveryMs: 200,
  pollMs: 20,
  publishEveryMs: 50,
  surveyEveryMs: 50,
};

let demo: TestDemo;
let actor: Actor;
let traffic: ReturnType<typeof startTraffic>;
beforeAll(async () => {
  demo = await startTestDemo();
  const [ada] = await demo.store.db.select().from(user).where(eq(user.email, "ada@demo.interlock"));
  actor = { userId: ada!.id, name: ada!.name, email: ada!.email, role: ada!.role, via: "session" };
  traffic = startTraffic({ store: demo.store, log, tuning: QUICK });
});
afterAll(async () => {
  await traffic?.stop();
  await demo?.drop();
});

const asker = () => ({ store: demo.store, actor });
async function stats(environment: Environment = demo.production) {
  const result = await trafficOf(demo.store, environment.id, new Date());
  if (!result.ok) throw new Error(result.failure.code);
  return result.value;
}
async function successes(more: number) {
  const { successes: before } = await stats();
  return until(`${more} more transactions succeed`, async () => {
    const now = await stats();
    return now.successes >= before + more && now;
  });
}
const errorsOf = async () => (await stats()).errors;
const count = async (sqlstate: string) =>
  (await errorsOf()).find((error) => error.sqlstate === sqlstate)?.count ?? 0;
const onProduction = <T>(work: (client: pg.Client) => Promise<T>) => demo.asAdmin(demo.production, work);
const sessions = (applicationName: string) =>
  onProduction(async (client) => {
    const { rows } = await client.query(
      `select pid, state, usename, backend_xmin is not null as snapshot from pg_stat_activity
        where datname = current_database() and application_name = $1`,
      [applicationName],
    );
    return rows;
  });
async function deployed(version: "v1" | "v2" | "v3") {
  const ordered = await orderDemoDeploy(asker(), {
    environmentId: demo.production.id,
    version,
  });
  expect(ordered).toMatchObject({ ok: true });
  await until(`${version} is deployed`, async () => {
    const waiting = await demo.store.db.select().from(demoCommands).where(isNull(demoCommands.doneAt));
    return waiting.length === 0;
  });
  // Numbers are published at intervals: only what is counted from here on comes from the new version alone.
  await successes(20);
}

/** What Interlock's expand and backfill leave behind, by hand: the new column, kept in step both ways. */
const EXPAND = `
alter table customers add column name text;
create function keep_names() returns trigger language plpgsql as $$
begin
  if current_setting('test.backfill', true) = '1' then return new; end if;
  if tg_op = 'INSERT' then
    if new.name is not null then new.full_name := new.name; else new.name := new.full_name; end if;
  elsif new.name is distinct from old.name then new.full_name := new.name;
  elsif new.full_name is distinct from old.full_name then new.name := new.full_name;
  end if;
  return new;
end $$;
create trigger zz_keep_names before insert or update on customers for each row execute function keep_names();`;
const BACKFILL = `
begin; set local test.backfill = '1'; update customers set name = full_name where name is null; commit;
alter table customers alter column name set not null;`;
const CONTRACT = `
begin; lock table customers in access exclusive mode;
drop trigger zz_keep_names on customers; drop function keep_names();
alter table customers alter column name set default ''; alter table customers drop column full_name; commit;`;

describe("the shop's app", () => {
  it("runs hundreds of transactions in v1 without an error, as the schedule has them", async () => {
    const now = await successes(600);
    expect(now.errors).toEqual([]);
    expect(now.running).toBe(true);
    expect(now.plannedPerSecond).toBe(210);
    expect(now.planned).toBeGreaterThanOrEqual(now.successes);
    expect(now.services).toEqual([
      { service: "web", versions: [{ version: "v1", clients: 4 }] },
      { service: "worker", versions: [{ version: "v1", clients: 2 }] },
    ]);
    const busy = now.history.find((second) => second.successes > 0)!;
    expect(busy.maxMs).toBeGreaterThanOrEqual(busy.p99Ms);
    expect(busy.p99Ms).toBeGreaterThanOrEqual(busy.p50Ms);
    expect(busy.p50Ms).toBeGreaterThan(0);
  });

  it("keeps its prepared statements on long-lived connections", async () => {
    const before = await sessions("shop@v1");
    expect(before).toHaveLength(6);
    expect(new Set(before.map(({ usename }) => usename))).toEqual(new Set([demo.shape.roles.app]));
    await successes(100);
    expect((await sessions("shop@v1")).map(({ pid }) => pid).sort()).toEqual(
      before.map(({ pid }) => pid).sort(),
    );
  });

  it("has errors when v2 is deployed before its column is there, and none of another kind", async () => {
    await deployed("v2");
    await until("v2 fails", async () => (await count("42703")) > 20);
    expect((await errorsOf()).map(({ sqlstate }) => sqlstate)).toEqual(["42703"]);
    await deployed("v1");
    const settled = await count("42703");
    await successes(200);
    expect(await count("42703")).toBe(settled);
  });

  it("follows a deploy that the API was told, and its rollback", async () => {
    const tell = (status: "started" | "rolledBack") =>
      recordDeploy(asker(), { environmentId: demo.production.id, service: "worker", version: "v2", status });
    const workers = (version: string) => async () =>
      (await stats()).services[1]?.versions.every((entry) => entry.version === version);
    expect(await tell("started")).toMatchObject({ ok: true });
    await until("the worker runs v2", workers("v2"));
    expect(await tell("rolledBack")).toMatchObject({ ok: true });
    await until("the worker runs v1 again", workers("v1"));
  });

  it("goes through a rename with rolling deploys from v1 to v3 without an error", async () => {
    const before = await errorsOf();
    await onProduction((client) => client.query(EXPAND));
    await successes(100);
    await onProduction((client) => client.query(BACKFILL));
    const seenTogether = until("both versions run at once", async () => {
      const [web] = (await stats()).services;
      return web && web.versions.length === 2;
    });
    await deployed("v2");
    await seenTogether;
    await successes(200);
    await deployed("v3");
    await successes(200);
    const { rows } = await onProduction((client) =>
      client.query("select count(*)::int as n from customers where name is distinct from full_name"),
    );
    expect(rows[0].n).toBe(0);
    await onProduction((client) => client.query(CONTRACT));
    const now = await successes(300);
    expect(now.errors).toEqual(before);
    expect(await sessions("shop@v1")).toEqual([]);
    expect(await sessions("shop@v3")).toHaveLength(6);
  });

  it("records each service's deploy in the name of who asked, and audits the asking", async () => {
    const events = await demo.store.db.select().from(auditEvents).orderBy(asc(auditEvents.seq));
    const of = (action: string) => events.filter((event) => event.action === action);
    expect(of("demo.deploy").map(({ actorName, detail }) => [actorName, detail.version])).toEqual([
      ["Ada", "v2"],
      ["Ada", "v1"],
      ["Ada", "v2"],
      ["Ada", "v3"],
    ]);
    expect(of("deploy.recorded").filter((event) => event.actorId === actor.userId)).toHaveLength(4 * 4 + 2);
  });

  it("opens a connection again that somebody ended, and starts with the deployed version", async () => {
    await onProduction((client) =>
      client.query(
        "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'shop@v3' and datname = current_database()",
      ),
    );
    await until("all are back", async () => (await sessions("shop@v3")).length === 6);
    await successes(100);
    await traffic.stop();
    expect(await sessions("shop@v3")).toEqual([]);
    expect((await stats()).running).toBe(false);
    traffic = startTraffic({ store: demo.store, log, tuning: QUICK });
    await until("it runs again", async () => (await stats()).running);
    await until("v3 runs", async () => (await sessions("shop@v3")).length === 6);
    await successes(50);
    expect(await errorsOf()).toEqual([]);
  });

  it("counts a target that went away, and recovers", async () => {
    const name = demo.production.connection.database;
    await demo.asAdmin(demo.staging, async (client) => {
      await client.query(`alter database ${name} with allow_connections false`);
      await client.query("select pg_terminate_backend(pid) from pg_stat_activity where datname = $1", [name]);
    });
    await until("refused connections are counted", async () => (await count("55000")) > 0);
    await demo.asAdmin(demo.staging, (client) =>
      client.query(`alter database ${name} with allow_connections true`),
    );
    await successes(100);
  });
});

describe("a reset under running traffic", () => {
  it("brings the shop back to v1 on a database without the new column, counting anew", async () => {
    await resetDemo({ ...demo, log: () => {} });
    await until("v1 runs", async () => (await sessions("shop@v1")).length === 6);
    await until("the counters are new", async () => {
      const { running, errors } = await stats();
      return running && errors.length === 0;
    });
    expect((await successes(200)).errors).toEqual([]);
  });
});

describe("misbehaviours", () => {
  const misbehave = (
    kind: Parameters<typeof orderMisbehaviour>[1]["kind"],
    durationMs = 60_000,
    stop = false,
  ) => orderMisbehaviour(asker(), { environmentId: demo.production.id, kind, durationMs, stop });
  const stopped = async (kind: Parameters<typeof misbehave>[0]) => {
    await misbehave(kind, 60_000, true);
    await until("it has stopped", async () => (await stats()).misbehaving.length === 0);
  };
  const refusedLock = () =>
    onProduction((client) =>
      client
        .query("begin; lock table customers in access exclusive mode nowait; rollback")
        .then(() => false)
        .catch((error) => error.code === "55P03"),
    );

  it("long-transaction holds a snapshot and a lock that an ALTER TABLE would wait for", async () => {
    await misbehave("long-transaction");
    const [session] = await until("the report idles", async () => {
      const rows = await sessions("shop-report");
      // Idle for a moment before its first query too.
      return rows[0]?.state === "idle in transaction" && rows[0].snapshot && rows;
    });
    const { rows } = await onProduction((client) =>
      client.query("select mode from pg_locks where pid = $1 and relation = 'customers'::regclass", [
        session!.pid,
      ]),
    );
    expect(rows).toEqual([{ mode: "AccessShareLock" }]);
    await until("it is shown", async () => (await stats()).misbehaving[0]?.note.includes("REPEATABLE READ"));
    await stopped("long-transaction");
    expect(await sessions("shop-report")).toEqual([]);
  });

  it("ends by itself after its duration", async () => {
    await misbehave("long-transaction", 1_000);
    await until("it runs", async () => (await sessions("shop-report")).length === 1);
    await until("it is over", async () => (await sessions("shop-report")).length === 0);
    await until("nothing is shown", async () => (await stats()).misbehaving.length === 0);
  });

  it("idle-in-transaction keeps a row of customers locked and does not stop the shop", async () => {
    await misbehave("idle-in-transaction");
    await until("it idles", async () => (await sessions("shop-admin"))[0]?.state === "idle in transaction");
    const free = await onProduction(async (client) => {
      const { rows } = await client.query(
        `select (select count(*) from customers)::int - count(*)::int as locked
           from (select id from customers for update skip locked) free`,
      );
      return rows[0].locked;
    });
    expect(free).toBeGreaterThanOrEqual(1);
    await successes(100);
    await stopped("idle-in-transaction");
  });

  it("lock-storm has NOWAIT refused most of the time and the shop undisturbed", async () => {
    const before = await errorsOf();
    await misbehave("lock-storm");
    await until("the storm is there", async () => (await sessions("shop-storm")).length === 5);
    let refused = 0;
    for (let i = 0; i < 20; i++) if (await refusedLock()) refused += 1;
    expect(refused).toBeGreaterThan(12);
    expect((await successes(100)).errors).toEqual(before);
    await stopped("lock-storm");
  });

  it("old-cron-worker writes the old column until stopped, and its failures are its own", async () => {
    await misbehave("old-cron-worker", 1_000);
    const note = () => stats().then(({ misbehaving }) => misbehaving[0]?.note ?? "");
    await until(
      "it wrote at least three times",
      async () => Number(/: (\d+) rows/.exec(await note())?.[1]) >= 9,
    );
    const before = await errorsOf();
    await onProduction((client) => client.query(EXPAND + BACKFILL));
    await deployed("v2");
    await deployed("v3");
    await onProduction((client) => client.query(CONTRACT));
    await until("its writes fail", async () => /runs failed \(column "full_name"/.test(await note()));
    expect(await errorsOf()).toEqual(before);
    await stopped("old-cron-worker");
  });

  it("are refused for environments that are not the demo's", async () => {
    const input = { environmentId: "env_none", kind: "lock-storm", durationMs: 1_000, stop: false } as const;
    expect(await orderMisbehaviour(asker(), input)).toMatchObject({
      ok: false,
      failure: { code: "not-found" },
    });
    expect(await orderDemoDeploy(asker(), { environmentId: "env_none", version: "v2" })).toMatchObject({
      ok: false,
      failure: { code: "not-found" },
    });
    expect(await trafficOf(demo.store, "env_none", new Date())).toMatchObject({ ok: false });
  });
});
