import { execFile } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import pg from "pg";
import { afterAll, beforeAll, expect, it } from "vitest";
import { ensureFirstAdmin } from "@/lib/auth/first-admin";
import type { ChangeWithPlan } from "@/lib/contracts/change";
import type { PlanExport } from "@/lib/contracts/interop";
import type { Plan } from "@/lib/contracts/plan";
import { startWorker, type Worker } from "@/lib/executor/worker";
import { log } from "@/lib/server/log";
import { openStore, setStore } from "@/lib/store/client";
import { createTestStore } from "@/lib/testing/control-plane";
import { createTestDatabase, type TestDatabase } from "@/lib/testing/postgres";
import { callApi, makePeople } from "./call-api";
import { GET } from "./merge-checks/route";

const ADMIN = { email: "admin@example.org", password: "correct horse battery", apiKey: "k".repeat(32) };
const environment = { ...process.env };
let control: Awaited<ReturnType<typeof createTestStore>>;
let workerStore: ReturnType<typeof openStore>;
let worker: Worker;
let database: TestDatabase;
let keys: Record<"engineer" | "viewer", string>;
let environmentId: string;
let plan: Plan;
let folder: string;
let server: Server;
/** The exported files' paths by phase, in a folder of their own. */
let paths: Map<string, readonly string[]>;

const api = (method: string, path: string, body?: unknown) => callApi(keys.engineer, method, path, body);

beforeAll(async () => {
  process.env.INTERLOCK_SECRET_KEY = randomBytes(32).toString("base64");
  control = await createTestStore();
  setStore(control.store);
  await ensureFirstAdmin(control.store, ADMIN);
  keys = await makePeople(ADMIN.apiKey, { engineer: "engineer", viewer: "viewer" });
  workerStore = openStore(control.url);
  worker = await startWorker({ store: workerStore, databaseUrl: control.url, log });
  database = await createTestDatabase(18);
  const team = new pg.Client({ connectionString: database.url });
  await team.connect();
  await team.query("CREATE TABLE people (id int PRIMARY KEY, full_name text)");
  await team.end();
  const added = await callApi(ADMIN.apiKey, "POST", "/environments", {
    name: "production",
    tier: "production",
    connectionString: database.url,
  });
  environmentId = String(added.body.id);
  const change = await api("POST", "/changes", {
    title: "Names",
    environmentId,
    sentence: "rename people.full_name to name",
  });
  plan = (change.body as unknown as ChangeWithPlan).plan;
  const exported = await api("GET", `/plans/${plan.id}/export?tool=dbmate`);
  folder = mkdtempSync(join(tmpdir(), "interlock-check-"));
  paths = new Map(
    (exported.body as unknown as PlanExport).phases.map(({ phaseId, files }) => [
      phaseId,
      files.map(({ path, content }) => {
        const target = join(folder, path);
        mkdirSync(dirname(target), { recursive: true });
        writeFileSync(target, content);
        return target;
      }),
    ]),
  );
  server = createServer((request, response) => {
    const headers = Object.fromEntries(
      Object.entries(request.headers).flatMap(([name, value]) =>
        typeof value === "string" ? [[name, value]] : [],
      ),
    );
    const asked = new Request(`http://${request.headers.host}${request.url}`, {
      headers: { ...headers, "x-interlock-client": "127.0.0.1" },
    });
    void GET(asked, { params: Promise.resolve({}) }).then(async (answer) => {
      response.writeHead(answer.status, { "content-type": answer.headers.get("content-type") ?? "" });
      response.end(await answer.text());
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
});

afterAll(async () => {
  server?.close();
  rmSync(folder, { recursive: true, force: true });
  await worker?.stop();
  await workerStore?.close();
  setStore(undefined);
  process.env = environment;
  await control?.drop();
  await database?.drop();
});

function check(...args: readonly string[]): Promise<{ code: number; out: string; err: string }> {
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      ["bin/interlock.mjs", "check", "--server", url, ...args],
      { env: { ...environment, INTERLOCK_API_KEY: keys.viewer } },
      (error, out, err) => resolve({ code: typeof error?.code === "number" ? error.code : 0, out, err }),
    );
  });
}

const filesOf = (phase: string) => paths.get(phase) ?? [];

async function ran(phaseId: string): Promise<void> {
  const started = await api("POST", "/runs", { planId: plan.id, environmentId, phaseId, direction: "up" });
  expect(started.status).toBe(202);
  await expect
    .poll(async () => (await api("GET", `/runs/${started.body.id}`)).body.state, { timeout: 60_000 })
    .toBe("succeeded");
}

it("lets a contract file pass only when everything before it is done in production", async () => {
  expect((await check(...filesOf("expand"))).code).toBe(0);
  const contract = filesOf("contract");
  expect(contract.length).toBeGreaterThan(0);
  const before = plan.nodes.slice(
    0,
    plan.nodes.findIndex(({ id }) => id === "contract"),
  );
  const deploys = before.filter(({ type }) => type === "deploy");
  expect(deploys.length).toBeGreaterThan(0);
  let number = 41;
  for (const { id, type, title } of before) {
    const waiting = await check(...contract);
    expect([waiting.code, waiting.err]).toEqual([1, ""]);
    expect(waiting.out).toContain(title);
    if (type === "phase") await ran(id);
    else {
      number += 1;
      const deploy = { environmentId, version: `v${number}`, planId: plan.id, nodeId: id };
      await api("POST", "/deploys", { ...deploy, status: "started" });
      const begun = await check(...contract, "--format", "github");
      expect(begun.code).toBe(1);
      expect(begun.out).toContain(`::error file=${contract[0]},line=1,title=Not to be merged yet::`);
      expect(begun.out).toContain(`deploy v${number} of app not yet seen finished in production`);
      await api("POST", "/deploys", { ...deploy, status: "finished" });
    }
  }
  expect(await check(...contract)).toMatchObject({ code: 0, out: expect.stringContaining("may be merged") });
  // The same folder with everything in it; an environment below that has not begun holds up only who asks about it.
  const added = await callApi(ADMIN.apiKey, "POST", "/environments", {
    name: "staging",
    tier: "staging",
    connectionString: database.url,
  });
  expect(added.status).toBe(201);
  expect((await check(folder)).code).toBe(0);
  const staging = await check(folder, "--environment", "staging", "--format", "json");
  expect([staging.code, (JSON.parse(staging.out) as { ok: boolean }).ok]).toEqual([1, false]);
  // A roll-back closes it again.
  await api("POST", "/deploys", {
    environmentId,
    version: `v${number}`,
    planId: plan.id,
    nodeId: deploys.at(-1)?.id,
    status: "rolledBack",
  });
  const back = await check(...contract);
  expect([back.code, back.out]).toEqual([1, expect.stringContaining("was rolled back in production")]);
});

it("tells what others have changed since the last run, on the tables that plans worked on", async () => {
  const driftOf = async () => (await api("GET", `/environments/${environmentId}/drift`)).body;
  const quiet = await driftOf();
  expect([quiet.items, (quiet.tables as { relation: string }[]).map(({ relation }) => relation)]).toEqual([
    [],
    ["public.people"],
  ]);
  const team = new pg.Client({ connectionString: database.url });
  await team.connect();
  await team.query(
    "ALTER TABLE people ADD COLUMN age int; CREATE INDEX people_age_idx ON people (age); CREATE TABLE other (id int)",
  );
  await team.end();
  await expect
    .poll(async () => ((await driftOf()).items as { kind: string; object: string }[]).length, {
      timeout: 30_000,
    })
    .toBeGreaterThan(0);
  expect(
    ((await driftOf()).items as { kind: string; before: null }[]).map(({ kind, before }) => [kind, before]),
  ).toEqual([
    ["column", null],
    ["index", null],
  ]);
  expect((await api("GET", "/environments/nowhere/drift")).status).toBe(404);
});

it("says with 2 what cannot be asked, and passes over what is no plan's", async () => {
  const own = join(folder, "own.sql");
  writeFileSync(own, "SELECT 1;\n");
  expect(await check(own)).toMatchObject({ code: 0, out: "No file of a plan: nothing to wait for.\n" });
  writeFileSync(own, `-- interlock: plan=${"0".repeat(12)} phase=contract\n`);
  expect(await check(own)).toMatchObject({ code: 2, err: expect.stringContaining("404") });
  expect(await check(own, "--api-key", "wrong")).toMatchObject({
    code: 2,
    err: expect.stringContaining("401"),
  });
  expect(await check(own, "--server", "http://127.0.0.1:1")).toMatchObject({
    code: 2,
    err: expect.stringContaining("cannot be reached"),
  });
  const [file = ""] = filesOf("contract");
  const unknown = await check(file, "--environment", "nowhere");
  expect([unknown.code, unknown.err]).toEqual([2, expect.stringContaining("nowhere")]);
});
