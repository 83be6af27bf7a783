import { randomBytes } from "node:crypto";
import pg from "pg";
import { pino } from "pino";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { exportAudit } from "@/lib/audit/export";
import { ensureFirstAdmin } from "@/lib/auth/first-admin";
import type { ChangeWithPlan } from "@/lib/contracts/change";
import type { Run } from "@/lib/contracts/run";
import { startWorker, type Worker } from "@/lib/executor/worker";
import { LOG_OPTIONS } from "@/lib/server/log";
import { quoteIdentifier } from "@/lib/sql/identifiers";
import { openStore, setStore } from "@/lib/store/client";
import { createTestStore } from "@/lib/testing/control-plane";
import { createTestDatabase, createTestRole, type TestDatabase, type TestRole } from "@/lib/testing/postgres";
import { callApi, makePeople } from "./call-api";

const ADMIN = { email: "admin@example.org", password: "correct horse battery", apiKey: "k".repeat(32) };
/** In a URL this has to be escaped, so it is looked for in both shapes. */
const PASSWORD = `Planted/Secret:${randomBytes(6).toString("hex")}@%é`;
const SHAPES = [PASSWORD, encodeURIComponent(PASSWORD), PASSWORD.slice(8, 26)];

const environment = { ...process.env };
let control: Awaited<ReturnType<typeof createTestStore>>;
let workerStore: ReturnType<typeof openStore>;
let worker: Worker;
let target: TestDatabase;
let role: TestRole;
let owner: pg.Client;
let keys: Record<"admin" | "engineer" | "approver", string>;
let environmentId: string;
const lines: string[] = [];
/** All that the API answered. */
const answers: string[] = [];

async function api(who: keyof typeof keys, method: string, path: string, body?: unknown) {
  const answer = await callApi(keys[who], method, path, body);
  answers.push(JSON.stringify(answer));
  return answer;
}

beforeAll(async () => {
  process.env.INTERLOCK_SECRET_KEY = randomBytes(32).toString("base64");
  control = await createTestStore();
  setStore(control.store);
  await ensureFirstAdmin(control.store, ADMIN);
  keys = await makePeople(ADMIN.apiKey, { engineer: "engineer", approver: "approver" });
  workerStore = openStore(control.url);
  const log = pino({ ...LOG_OPTIONS, level: "trace" }, { write: (line: string) => void lines.push(line) });
  worker = await startWorker({ store: workerStore, databaseUrl: control.url, log });
  target = await createTestDatabase(15);
  role = await createTestRole(15, { password: PASSWORD });
  const admin = new pg.Client({ connectionString: target.adminUrl });
  await admin.connect();
  await admin.query(`alter database ${target.name} owner to ${role.name}`);
  await admin.query(`grant pg_monitor to ${role.name}`);
  await admin.end();
  owner = new pg.Client({ connectionString: role.urlFor(target.url) });
  await owner.connect();
  await owner.query("create table witness (id int)");
  const made = await api("admin", "POST", "/environments", {
    name: "only one",
    tier: "production",
    connectionString: role.urlFor(target.url),
    policy: { quietWindowMs: 0 },
  });
  expect(made.status, JSON.stringify(made.body)).toBe(201);
  environmentId = String(made.body.id);
});

afterAll(async () => {
  await owner?.end();
  await worker?.stop();
  await workerStore?.close();
  setStore(undefined);
  process.env = environment;
  await control?.drop();
  await target?.drop();
  await role?.drop();
});

async function runToItsEnd(planId: string, phaseId: string): Promise<void> {
  const started = await api("engineer", "POST", "/runs", { planId, environmentId, phaseId });
  expect(started.status, JSON.stringify(started.body)).toBe(202);
  const deadline = Date.now() + 60_000;
  for (;;) {
    const run = (await api("engineer", "GET", `/runs/${started.body.id}`)).body as unknown as Run;
    if (run.state === "succeeded") return;
    const stuck = ["failed", "aborted", "paused"].includes(run.state) || Date.now() > deadline;
    if (stuck) throw new Error(JSON.stringify({ state: run.state, reason: run.reason, error: run.error }));
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

describe("names that are code elsewhere", () => {
  it.each([
    ["SQL", `x"; drop table witness; --`],
    ["a literal's end", `it's \\ $1 %I $interlock$`],
    ["63 bytes", `${"é".repeat(29)}🚀x`],
    ["mixed case", "MixedCase"],
    ["a keyword", "select"],
    ["a dot", "public.people"],
    ["HTML", "<img src=x onerror=alert(1)>"],
    ["a line break", "two\nlines\t"],
  ])("go the whole way as names: %s", async (_what, name) => {
    const table = quoteIdentifier(name);
    const column = `old ${name}`.slice(0, 24);
    const to = `new ${name}`.slice(0, 24);
    await owner.query(
      `create table public.${table} (${table} int primary key, ${quoteIdentifier(column)} text default 'x')`,
    );
    await owner.query(`insert into public.${table} select n, $1 from generate_series(1, 20) as n`, [name]);
    const changed = await api("engineer", "POST", "/changes", {
      title: name,
      environmentId,
      operations: [{ kind: "rename-column", table: `public.${table}`, column, to }],
    });
    expect(changed.status, JSON.stringify(changed.body)).toBe(201);
    const { plan } = changed.body as unknown as ChangeWithPlan;
    await runToItsEnd(plan.id, "expand");
    await runToItsEnd(plan.id, "backfill");
    for (const nodeId of ["deploy-new-name", "deploy-forget-old"]) {
      const deploy = { environmentId, version: name, status: "finished", planId: plan.id, nodeId };
      expect((await api("engineer", "POST", "/deploys", deploy)).status).toBe(201);
    }
    const approval = { environmentId, phaseId: "contract", planHash: plan.hash, decision: "approve" };
    expect((await api("approver", "POST", `/plans/${plan.id}/approvals`, approval)).status).toBe(201);
    await runToItsEnd(plan.id, "contract");

    const { rows: columns } = await owner.query<{ attname: string }>(
      `select attname from pg_attribute where attrelid = $1::regclass and attnum > 0 and not attisdropped
       order by attnum`,
      [`public.${table}`],
    );
    expect(columns.map(({ attname }) => attname)).toEqual([name, to]);
    const kept = await owner.query(
      `select count(*)::int as n from public.${table} where ${quoteIdentifier(to)} = $1`,
      [name],
    );
    expect(kept.rows).toEqual([{ n: 20 }]);
    expect((await owner.query("select to_regclass('public.witness') is not null as there")).rows).toEqual([
      { there: true },
    ]);
  });
});

describe("a password in a connection string", () => {
  it("stands in no answer, log line, event or audit row, nor in clear in the control plane", async () => {
    const url = new URL(role.urlFor(target.url));
    for (const [part, value] of [
      ["pathname", "/no_such_database"],
      ["port", "1"],
      ["search", "?sslmode=verify-full"],
      ["search", "?sslmode=nonsense"],
      ["username", "nobody"],
    ] as const) {
      const wrong = new URL(url);
      wrong[part] = value;
      const input = { name: "wrong", tier: "staging", connectionString: wrong.href };
      expect((await api("admin", "POST", "/environments", input)).status).toBe(422);
    }
    for (const path of [
      "/environments",
      `/environments/${environmentId}/catalog`,
      `/environments/${environmentId}/locks`,
      "/runs",
      "/changes",
      "/audit?limit=500",
    ]) {
      expect((await api("admin", "GET", path)).status).toBe(200);
    }
    expect((await api("admin", "POST", `/environments/${environmentId}/check`)).status).toBe(200);
    const { rows: tables } = await control.store.pool.query<{ name: string }>(
      "select quote_ident(tablename) as name from pg_tables where schemaname = 'public'",
    );
    const stored: string[] = [];
    for (const { name } of tables) {
      const { rows } = await control.store.pool.query<{ row: string }>(
        `select t::text as row from ${name} as t`,
      );
      stored.push(...rows.map(({ row }) => row));
    }
    const places = {
      answers,
      lines,
      stored,
      exported: [await new Response(exportAudit(control.store.db)).text()],
    };
    for (const [place, texts] of Object.entries(places)) {
      expect(texts.join("").length, `${place} is empty`).toBeGreaterThan(100);
      for (const shape of SHAPES) {
        expect(
          texts.filter((text) => text.includes(shape)).map((text) => text.slice(0, 80)),
          place,
        ).toEqual([]);
      }
    }
  });
});
