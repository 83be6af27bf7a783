import { randomBytes } from "node:crypto";
import pg from "pg";
import { afterAll, beforeAll, expect, it } from "vitest";
import { ensureFirstAdmin } from "@/lib/auth/first-admin";
import type { ChangeWithPlan } from "@/lib/contracts/change";
import type { Environment } from "@/lib/contracts/environment";
import type { Rollout } from "@/lib/contracts/rollout";
import type { Run } from "@/lib/contracts/run";
import { startWorker, type Worker } from "@/lib/executor/worker";
import { startSampler } from "@/lib/monitor/sampler";
import { log } from "@/lib/server/log";
import { openStore, setStore } from "@/lib/store/client";
import { createTestStore } from "@/lib/testing/control-plane";
import { createTestDatabase, createTestRole, type TestDatabase, type TestRole } from "@/lib/testing/postgres";
import { callApi, codesOf, makePeople } from "./call-api";
import { expectAgreement, makeShop, type ShopWriters, startWriters } from "./journey-shop";

const ADMIN = { email: "admin@example.org", password: "correct horse battery", apiKey: "k".repeat(32) };
const environment = { ...process.env };
let control: Awaited<ReturnType<typeof createTestStore>>;
let worker: Worker;
let sampler: { stop(): Promise<void> };
let workerStore: ReturnType<typeof openStore>;
let role: TestRole;
const databases: Record<"staging" | "production", TestDatabase> = {} as never;
let keys: Record<"admin" | "engineer" | "approver" | "viewer", string>;
let writers: ShopWriters[] = [];

const api = (who: keyof typeof keys, method: string, path: string, body?: unknown) =>
  callApi(keys[who], method, path, body);

beforeAll(async () => {
  process.env.INTERLOCK_SECRET_KEY = randomBytes(32).toString("base64");
  control = await createTestStore();
  setStore(control.store);
  await ensureFirstAdmin(control.store, ADMIN);
  keys = await makePeople(ADMIN.apiKey, { engineer: "engineer", approver: "approver", viewer: "viewer" });
  workerStore = openStore(control.url);
  worker = await startWorker({ store: workerStore, databaseUrl: control.url, log });
  sampler = startSampler({ store: workerStore, workerId: worker.id, log });
  role = await createTestRole(15);
  databases.staging = await createTestDatabase(15);
  databases.production = await createTestDatabase(15);
  await makeShop(databases.staging.url, { rows: 5_000, appRole: role.name });
  await makeShop(databases.production.url, { rows: 40_000, appRole: role.name });
});

afterAll(async () => {
  for (const running of writers) await running.stop();
  await worker?.stop();
  await sampler?.stop();
  await workerStore?.close();
  setStore(undefined);
  process.env = environment;
  await control?.drop();
  for (const database of Object.values(databases)) await database.drop();
  await role?.drop();
});

async function until<T>(
  what: string,
  look: () => Promise<T | null>,
  { timeoutMs = 60_000, tell = () => "" }: { timeoutMs?: number; tell?: () => string } = {},
): Promise<T> {
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    const seen = await look();
    if (seen !== null) return seen;
    if (Date.now() > deadline) throw new Error(`not in time: ${what} ${tell()}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

it("goes the whole way on Postgres 15 under writers in old and new shape, without one error", async () => {
  const made: Record<string, Environment> = {};
  for (const tier of ["staging", "production"] as const) {
    const added = await api("admin", "POST", "/environments", {
      name: tier,
      tier,
      connectionString: databases[tier].url,
      policy: { quietWindowMs: 2_000 },
    });
    expect(added).toMatchObject({ status: 201, body: { tier, policy: { quietWindowMs: 2_000 } } });
    expect(JSON.stringify(added.body)).not.toContain(new URL(databases[tier].url).password);
    made[tier] = added.body as unknown as Environment;
  }
  const staging = made.staging!.id;
  const production = made.production!.id;

  const changed = await api("engineer", "POST", "/changes", {
    title: "People have one name",
    environmentId: production,
    sentence: "rename people.full_name to name",
  });
  expect(changed.status, JSON.stringify(changed.body)).toBe(201);
  const { plan } = changed.body as unknown as ChangeWithPlan;
  expect(plan.nodes.map((node) => node.id)).toEqual([
    "expand",
    "backfill",
    "deploy-new-name",
    "deploy-forget-old",
    "contract",
  ]);
  const rollout = async (environmentId: string, who: keyof typeof keys = "engineer") =>
    (await api(who, "GET", `/plans/${plan.id}/environments/${environmentId}`)).body as unknown as Rollout;
  const start = (
    environmentId: string,
    phaseId: string,
    { who = "engineer", direction = "up" }: { who?: keyof typeof keys; direction?: "up" | "down" } = {},
  ) => api(who, "POST", "/runs", { planId: plan.id, environmentId, phaseId, direction });
  const finish = async (environmentId: string, phaseId: string, direction: "up" | "down" = "up") => {
    const started = await start(environmentId, phaseId, { direction });
    expect(started.status, JSON.stringify(started.body)).toBe(202);
    let run = {} as Run;
    await until(
      `${phaseId} to end`,
      async () => {
        run = (await api("viewer", "GET", `/runs/${started.body.id}`)).body as unknown as Run;
        return ["succeeded", "failed", "aborted", "paused"].includes(run.state) ? run : null;
      },
      { tell: () => JSON.stringify(run.steps) },
    );
    expect(run.state, JSON.stringify({ reason: run.reason, error: run.error, steps: run.steps })).toBe(
      "succeeded",
    );
  };
  const approve = (environmentId: string, who: keyof typeof keys, planHash = plan.hash) =>
    api(who, "POST", `/plans/${plan.id}/approvals`, {
      environmentId,
      phaseId: "contract",
      planHash,
      decision: "approve",
      comment: "Looked at it",
    });
  const deploy = (environmentId: string, version: string, status: string, nodeId?: string) =>
    api("engineer", "POST", "/deploys", {
      environmentId,
      version,
      status,
      ...(nodeId ? { planId: plan.id, nodeId } : {}),
    });

  // Wrong orders, before anything has run.
  expect((await start(staging, "expand", { who: "viewer" })).status).toBe(403);
  expect(codesOf(await start(production, "expand"))).toEqual(["promotion.lower-tier"]);
  expect(codesOf(await start(staging, "backfill"))).toEqual(["phase.order"]);
  const early = await start(staging, "contract");
  expect(early.status).toBe(409);
  expect(codesOf(early)).toEqual([
    "phase.order",
    "phase.order",
    "deploy.missing",
    "deploy.missing",
    "approval.missing",
  ]);
  expect((await deploy(staging, "v1", "finished", "no-such-node")).status).toBe(422);

  for (const environmentId of [staging, production]) {
    const url = role.urlFor(databases[environmentId === staging ? "staging" : "production"].url);
    const v1 = startWriters(url, "v1");
    writers = [v1];
    await deploy(environmentId, "v1", "finished");
    await finish(environmentId, "expand");
    await finish(environmentId, "backfill");
    // There and back again, under traffic.
    expect(codesOf(await start(environmentId, "expand", { direction: "down" }))).toEqual([
      "revert.later-phase",
    ]);
    for (const phaseId of ["backfill", "expand"]) await finish(environmentId, phaseId, "down");
    expect((await rollout(environmentId)).nodes.slice(0, 2).map((node) => node.state)).toEqual([
      "reverted",
      "reverted",
    ]);
    for (const phaseId of ["expand", "backfill"]) await finish(environmentId, phaseId);
    expect(codesOf(await start(environmentId, "contract"))).toEqual(
      expect.arrayContaining(["deploy.missing", "approval.missing"]),
    );

    // A rolling deploy: for a while both shapes write.
    expect((await deploy(environmentId, "v2", "started", "deploy-new-name")).status).toBe(201);
    const v2 = startWriters(url, "v2");
    writers = [v1, v2];
    await until("both shapes to have written", async () => (v1.done > 100 && v2.done > 100 ? true : null));
    await v1.stop();
    await deploy(environmentId, "v2", "finished");
    const waiting = await rollout(environmentId);
    expect(waiting.nodes.map((node) => node.state)).toEqual([
      "succeeded",
      "succeeded",
      "succeeded",
      "pending",
      "pending",
    ]);
    expect(waiting.headline.next?.action).toBe("deploy");

    await deploy(environmentId, "v3", "started", "deploy-forget-old");
    const v3 = startWriters(url, "v3");
    writers = [v2, v3];
    await until("the newest shape to have written", async () => (v3.done > 100 ? true : null));
    await v2.stop();
    await deploy(environmentId, "v3", "finished");
    writers = [v3];

    // People: the author never, a wrong hash never, somebody else for this very plan.
    const own = await approve(environmentId, "engineer");
    expect(own.status).toBe(403);
    expect(codesOf(own)).toContain("approval.author");
    expect((await approve(environmentId, "approver", "0".repeat(64))).status).toBe(409);
    expect(codesOf(await start(environmentId, "contract"))).toContain("approval.missing");
    const inbox = await api("approver", "GET", "/approvals");
    expect((inbox.body.items as { environmentId: string; losses: { rows: number }[] }[])[0]).toMatchObject({
      environmentId,
      permission: { allowed: true },
      losses: [{ rows: expect.any(Number) }],
      rehearsal: null,
    });
    expect((await approve(environmentId, "approver")).status).toBe(201);

    await expectAgreement(databases[environmentId === staging ? "staging" : "production"].url);
    await until("the tripwire to be quiet", async () =>
      (await rollout(environmentId)).nodes[4]!.actions.run.allowed ? true : null,
    );
    await finish(environmentId, "contract");
    // The old column comes back, filled from the new one and in step again; the consent given still counts.
    await finish(environmentId, "contract", "down");
    await expectAgreement(databases[environmentId === staging ? "staging" : "production"].url);
    await until("the tripwire to be quiet again", async () =>
      (await rollout(environmentId)).nodes[4]!.actions.run.allowed ? true : null,
    );
    await finish(environmentId, "contract");
    const after = v3.done;
    await until("the app to go on after contract", async () => (v3.done > after + 50 ? true : null));
    await v3.stop();
    for (const shape of [v1, v2, v3]) expect(shape.errors).toEqual([]);
    expect(await rollout(environmentId)).toMatchObject({ headline: { tone: "done" } });

    const admin = new pg.Client({
      connectionString: databases[environmentId === staging ? "staging" : "production"].url,
    });
    await admin.connect();
    try {
      const columns = await admin.query(
        `select column_name, column_default, is_nullable from information_schema.columns
         where table_schema = 'public' and table_name = 'people' and column_name in ('name', 'full_name')`,
      );
      expect(columns.rows).toEqual([
        { column_name: "name", column_default: "'unknown'::text", is_nullable: "NO" },
      ]);
      const bad = await admin.query(
        "select count(*)::int as n from people where name is distinct from oracle",
      );
      expect(bad.rows).toEqual([{ n: 0 }]);
    } finally {
      await admin.end();
    }
  }

  expect((await api("viewer", "GET", "/audit/verify")).body).toMatchObject({ ok: true, firstBad: null });
}, 240_000);
