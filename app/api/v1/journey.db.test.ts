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
import { call, type RouteHandler } from "@/lib/testing/http";
import { createTestDatabase, createTestRole, type TestDatabase, type TestRole } from "@/lib/testing/postgres";
import { expectAgreement, makeShop, type ShopWriters, startWriters } from "./journey-shop";

/** Paths as the route files have them, so that a call by address finds its handler. */
const routes = {
  "/users": () => import("./users/route"),
  "/users/[id]/api-keys": () => import("./users/[id]/api-keys/route"),
  "/environments": () => import("./environments/route"),
  "/environments/[id]": () => import("./environments/[id]/route"),
  "/changes": () => import("./changes/route"),
  "/plans/[id]": () => import("./plans/[id]/route"),
  "/plans/[id]/environments/[envId]": () => import("./plans/[id]/environments/[envId]/route"),
  "/plans/[id]/approvals": () => import("./plans/[id]/approvals/route"),
  "/approvals": () => import("./approvals/route"),
  "/deploys": () => import("./deploys/route"),
  "/runs": () => import("./runs/route"),
  "/runs/[id]": () => import("./runs/[id]/route"),
  "/audit/verify": () => import("./audit/verify/route"),
} as const;

const ADMIN = { email: "admin@example.org", password: "correct horse battery", apiKey: "k".repeat(32) };
const environment = { ...process.env };
let control: Awaited<ReturnType<typeof createTestStore>>;
let worker: Worker;
let sampler: { stop(): Promise<void> };
let workerStore: ReturnType<typeof openStore>;
let role: TestRole;
const databases: Record<"staging" | "production", TestDatabase> = {} as never;
const keys: Record<"admin" | "engineer" | "approver" | "viewer", string> = {} as never;
let writers: ShopWriters[] = [];

async function api(
  who: keyof typeof keys,
  method: string,
  path: string,
  body?: unknown,
): Promise<{ status: number; body: Record<string, unknown> }> {
  const bare = path.split("?")[0]!;
  for (const [pattern, load] of Object.entries(routes)) {
    const names = [...pattern.matchAll(/\[(\w+)\]/g)].map((match) => match[1]!);
    const match = new RegExp(`^${pattern.replace(/\[\w+\]/g, "([^/]+)")}$`).exec(bare);
    if (!match) continue;
    const module = (await load()) as unknown as Record<string, RouteHandler | undefined>;
    const handler = module[method];
    if (!handler) throw new Error(`${method} ${pattern} does not exist`);
    return call(handler, `/api/v1${path}`, {
      method,
      key: keys[who],
      params: Object.fromEntries(names.map((name, i) => [name, match[i + 1]!])),
      ...(body === undefined ? {} : { body }),
    });
  }
  throw new Error(`no route for ${path}`);
}

beforeAll(async () => {
  process.env.INTERLOCK_SECRET_KEY = randomBytes(32).toString("base64");
  control = await createTestStore();
  setStore(control.store);
  await ensureFirstAdmin(control.store, ADMIN);
  keys.admin = ADMIN.apiKey;
  for (const person of ["engineer", "approver", "viewer"] as const) {
    const made = await api("admin", "POST", "/users", {
      email: `${person}@example.org`,
      name: `The ${person}`,
      role: person,
    });
    const key = await api("admin", "POST", `/users/${made.body.id}/api-keys`, { name: "ci" });
    keys[person] = key.body.key as string;
  }
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

const codes = (answer: { body: Record<string, unknown> }) =>
  ((answer.body.reasons ?? []) as { code: string }[]).map((reason) => reason.code);

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
  const start = (environmentId: string, phaseId: string, who: keyof typeof keys = "engineer") =>
    api(who, "POST", "/runs", { planId: plan.id, environmentId, phaseId, direction: "up" });
  const finish = async (environmentId: string, phaseId: string) => {
    const started = await start(environmentId, phaseId);
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
  expect((await start(staging, "expand", "viewer")).status).toBe(403);
  expect(codes(await start(production, "expand"))).toEqual(["promotion.lower-tier"]);
  expect(codes(await start(staging, "backfill"))).toEqual(["phase.order"]);
  const early = await start(staging, "contract");
  expect(early.status).toBe(409);
  expect(codes(early)).toEqual([
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
    expect(codes(await start(environmentId, "contract"))).toEqual(
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
    expect(codes(own)).toContain("approval.author");
    expect((await approve(environmentId, "approver", "0".repeat(64))).status).toBe(409);
    expect(codes(await start(environmentId, "contract"))).toContain("approval.missing");
    const inbox = await api("approver", "GET", "/approvals");
    expect((inbox.body.items as { environmentId: string; losses: { rows: number }[] }[])[0]).toMatchObject({
      environmentId,
      permission: { allowed: true },
      losses: [{ rows: expect.any(Number) }],
    });
    expect((await approve(environmentId, "approver")).status).toBe(201);

    await expectAgreement(databases[environmentId === staging ? "staging" : "production"].url);
    await until("the tripwire to be quiet", async () =>
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
