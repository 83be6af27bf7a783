import { randomBytes } from "node:crypto";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ensureFirstAdmin } from "@/lib/auth/first-admin";
import type { ChangeWithPlan } from "@/lib/contracts/change";
import { setStore } from "@/lib/store/client";
import { createTestStore } from "@/lib/testing/control-plane";
import { call } from "@/lib/testing/http";
import { createTestDatabase, createTestRole, type TestDatabase, type TestRole } from "@/lib/testing/postgres";
import * as unknownRoute from "../[...unknown]/route";
import { callApi, codesOf, makePeople } from "./call-api";
import { makeShop } from "./journey-shop";
import * as resumeRoute from "./runs/[id]/resume/route";

const ADMIN = { email: "admin@example.org", password: "correct horse battery", apiKey: "k".repeat(32) };
const environment = { ...process.env };
let control: Awaited<ReturnType<typeof createTestStore>>;
let target: TestDatabase;
let role: TestRole;
let keys: Record<"admin" | "ann" | "bob" | "vic", string>;
let environmentId: string;

const api = (who: keyof typeof keys, method: string, path: string, body?: unknown) =>
  callApi(keys[who], method, path, body);

beforeAll(async () => {
  process.env.INTERLOCK_SECRET_KEY = randomBytes(32).toString("base64");
  control = await createTestStore();
  setStore(control.store);
  await ensureFirstAdmin(control.store, ADMIN);
  keys = await makePeople(ADMIN.apiKey, { ann: "engineer", bob: "approver", vic: "viewer" });
  target = await createTestDatabase(15);
  role = await createTestRole(15);
  await makeShop(target.url, { rows: 100, appRole: role.name });
  const made = await api("admin", "POST", "/environments", {
    name: "production",
    tier: "production",
    connectionString: target.url,
    services: ["web", "worker"],
    policy: { harmBudgetMs: 1234 },
  });
  expect(made.status, JSON.stringify(made.body)).toBe(201);
  environmentId = String(made.body.id);
});

afterAll(async () => {
  setStore(undefined);
  process.env = environment;
  await control?.drop();
  await target?.drop();
  await role?.drop();
});

describe("environments", () => {
  it("are added by administrators only, and a taken name is refused by name", async () => {
    const input = { name: "PRODUCTION", tier: "staging", connectionString: target.url };
    expect((await api("bob", "POST", "/environments", input)).status).toBe(403);
    const taken = await api("admin", "POST", "/environments", input);
    expect(taken).toMatchObject({ status: 422, body: { errors: [{ path: "name" }] } });
  });

  it.each([
    ["not a connection string", "nonsense"],
    ["nobody listens", "postgres://u:p@127.0.0.1:1/db"],
  ])("are refused where %s, naming the field and not the password", async (_why, connectionString) => {
    const input = { name: "broken", tier: "staging", connectionString };
    const answer = await api("admin", "POST", "/environments", input);
    expect(answer).toMatchObject({ status: 422, body: { errors: [{ path: "connectionString" }] } });
  });

  it("never answer the password, and keep it sealed", async () => {
    const { password } = new URL(target.url);
    for (const path of ["/environments", `/environments/${environmentId}`]) {
      expect(JSON.stringify((await api("admin", "GET", path)).body)).not.toContain(password);
    }
    const { rows } = await control.store.pool.query("select environments::text as row from environments");
    expect(rows.length).toBeGreaterThan(0);
    for (const { row } of rows) expect(row).not.toContain(password);
  });

  it("change one field of the policy and keep the others", async () => {
    const patched = await api("admin", "PATCH", `/environments/${environmentId}`, {
      policy: { quietWindowMs: 5 },
    });
    expect(patched).toMatchObject({
      status: 200,
      body: { policy: { quietWindowMs: 5, harmBudgetMs: 1234 } },
    });
  });

  it("show their schema, searched by name", async () => {
    const all = await api("vic", "GET", `/environments/${environmentId}/catalog`);
    expect((all.body.tables as { name: string }[]).map((table) => table.name)).toContain("people");
    const none = await api("vic", "GET", `/environments/${environmentId}/catalog?q=no-such`);
    expect(none.body.tables).toEqual([]);
  });

  it("tell 404 of what is not there", async () => {
    expect((await api("vic", "GET", "/environments/env_none")).status).toBe(404);
    expect((await api("vic", "GET", "/environments/env_none/catalog")).status).toBe(404);
    expect((await api("vic", "GET", "/plans/pln_none/environments/env_none")).status).toBe(404);
  });
});

describe("an input", () => {
  it.each([
    ["POST", "/users", { email: "x@example.org", name: "X", role: "viewer", admin: true }, "admin"],
    ["POST", "/environments", { name: "x", tier: "staging", connectionString: "x", demo: true }, "demo"],
    ["PATCH", "/environments/ID", { polcy: {} }, "polcy"],
    ["PATCH", "/environments/ID", { policy: { contractApproval: 2 } }, "contractApproval"],
    ["POST", "/changes", { title: "x", environmentId: "ID", sentence: "x", operation: [] }, "operation"],
    [
      "POST",
      "/changes",
      {
        title: "x",
        environmentId: "ID",
        operations: [
          { kind: "add-column", table: "public.people", column: "a", type: "text", notNull: true },
        ],
      },
      "notNull",
    ],
    ["POST", "/deploys", { environmentId: "ID", version: "1", status: "finished", node: "x" }, "node"],
    ["POST", "/runs", { planId: "x", environmentId: "ID", phaseId: "expand", force: true }, "force"],
    ["POST", "/runs/run_none/resume", { choise: "abort" }, "choise"],
  ])("with a field that nobody knows is refused by name: %s %s %o", async (method, path, body, name) => {
    const filled = JSON.parse(JSON.stringify(body).replaceAll('"ID"', JSON.stringify(environmentId)));
    const answer = await api("admin", method, path.replace("ID", environmentId), filled);
    expect(answer.status, JSON.stringify(answer.body)).toBe(422);
    expect(answer.body.detail).toContain(`unknown fields: ${name}`);
  });

  it.each(["/users", "/environments", "/changes", "/deploys", "/runs", "/audit"])(
    "with a cursor that no page gave is refused, not answered with the first page again: %s",
    async (path) => {
      const answer = await api("vic", "GET", `${path}?cursor=nonsense`);
      expect(answer).toMatchObject({ status: 422, body: { errors: [{ path: "cursor" }] } });
    },
  );

  it("may leave a run's choice out, with or without saying that nothing is JSON", async () => {
    for (const [body, headers] of [
      [undefined, {}],
      ["", { "content-type": "application/x-www-form-urlencoded" }],
      [{}, {}],
    ] as const) {
      const answer = await call(resumeRoute.POST, "/api/v1/runs/run_none/resume", {
        method: "POST",
        key: keys.ann,
        params: { id: "run_none" },
        body,
        headers,
      });
      expect(answer.status).toBe(404);
    }
  });
});

describe("an input that no database can keep or nobody could look over", () => {
  it.each([
    ["POST", "/changes", { title: "a\0b", sentence: "rename people.full_name to name" }, "title"],
    ["PUT", "/drafts/change", { content: { sql: ["a\0"] } }, "content.sql.0"],
    ["GET", "/audit?q=%00", undefined, "q"],
    ["GET", "/runs/run_%00", undefined, "id"],
  ])("is refused by name where it holds a NUL: %s %s", async (method, path, body, field) => {
    const filled = body && "title" in body ? { ...body, environmentId } : body;
    const answer = await api("ann", method, path.replace("%00", path.includes("?") ? "%00" : "\0"), filled);
    expect(answer).toMatchObject({ status: 422, body: { errors: [{ path: field }] } });
  });

  it("is refused at once where SQL holds more operations than one change may have", async () => {
    const sql = "alter table people rename column email to mail;\n".repeat(5_000);
    const answer = await api("vic", "POST", "/changes/preview", { environmentId, sql });
    expect(answer).toMatchObject({ status: 422, body: { errors: [{ path: "sql" }] } });
    expect(answer.body.detail).toContain("at most 100 operations");
    const wrong = await api("vic", "POST", "/changes/preview", {
      environmentId,
      sql: "select 1;".repeat(5_000),
    });
    expect(wrong.status).toBe(422);
    expect((wrong.body.errors as unknown[]).length).toBe(20);
  });
});

describe("an address of the API that does not exist", () => {
  it("is answered as the rest of it, whoever asks and whatever the method", async () => {
    for (const [method, handler] of Object.entries(unknownRoute)) {
      const answer = await call(handler, "/api/v1/nothing", { method });
      expect(answer.status).toBe(404);
      expect(answer.headers.get("content-type")).toBe("application/problem+json");
    }
  });
});

describe("a change", () => {
  it("that is not understood is refused with what is wrong", async () => {
    const answer = await api("ann", "POST", "/changes", {
      title: "x",
      environmentId,
      operations: [{ kind: "rename-column", table: "public.poeple", column: "full_name", to: "name" }],
    });
    expect(answer.status).toBe(422);
    expect(answer.body.errors).toMatchObject([
      { path: "operations.0.table", message: expect.stringContaining("people") },
    ]);
    const two = await api("ann", "POST", "/changes", { title: "x", environmentId, sql: "a", sentence: "b" });
    expect(two.status).toBe(422);
  });

  it("is previewed by anybody and kept by engineers", async () => {
    const words = { environmentId, sentence: "rename people.full_name to name" };
    const preview = await api("vic", "POST", "/changes/preview", words);
    expect(preview.status, JSON.stringify(preview.body)).toBe(200);
    expect((await api("vic", "POST", "/changes", { title: "x", ...words })).status).toBe(403);
    const kept = await api("ann", "POST", "/changes", { title: "One name", ...words });
    expect(kept.status).toBe(201);
    const { change, plan } = kept.body as unknown as ChangeWithPlan;
    expect((preview.body.plan as { nodes: unknown[] }).nodes).toHaveLength(plan.nodes.length);
    const listed = await api("vic", "GET", "/changes");
    expect((listed.body.items as { id: string }[]).map(({ id }) => id)).toContain(change.id);
    expect((await api("vic", "GET", `/plans/${plan.id}`)).body).toMatchObject({ hash: plan.hash });
    expect((await api("vic", "GET", `/plans/${plan.id}/rollouts`)).body.items).toHaveLength(1);
  });
});

describe("deploys", () => {
  const record = (body: Record<string, unknown>) =>
    api("ann", "POST", "/deploys", { environmentId, ...body });

  it("name the known services where the one given is missing or unknown", async () => {
    for (const service of [undefined, "cron"]) {
      const answer = await record({ service, version: "v1", status: "finished" });
      expect(answer).toMatchObject({ status: 422, body: { errors: [{ path: "service" }] } });
      expect(JSON.stringify(answer.body)).toContain("web, worker");
    }
  });

  it("that finish or are rolled back go on with what was started", async () => {
    const started = await record({ service: "web", version: "v1", status: "started" });
    const finished = await record({ service: "web", version: "v1", status: "finished" });
    const back = await record({ service: "web", version: "v1", status: "rolledBack" });
    expect(finished.body.id).toBe(started.body.id);
    expect(back.body).toMatchObject({ id: started.body.id, status: "rolledBack" });
    const again = await record({ service: "web", version: "v1", status: "finished" });
    expect(again.body.id).not.toBe(started.body.id);
    const listed = await api("vic", "GET", `/deploys?environmentId=${environmentId}&limit=1`);
    expect(listed.body).toMatchObject({ items: [{ id: again.body.id }], nextCursor: again.body.id });
  });
});

describe("a run that may not start", () => {
  it("is answered with every reason, and a wrong phase with those there are", async () => {
    const kept = await api("ann", "POST", "/changes", {
      title: "One name more",
      environmentId,
      sentence: "rename people.email to mail",
    });
    const { plan } = kept.body as unknown as ChangeWithPlan;
    const input = { planId: plan.id, environmentId };
    const early = await api("ann", "POST", "/runs", { ...input, phaseId: "contract" });
    expect(early.status).toBe(409);
    expect(new Set(codesOf(early))).toEqual(new Set(["phase.order", "deploy.missing", "approval.missing"]));
    const wrong = await api("ann", "POST", "/runs", { ...input, phaseId: "deploy-new-name" });
    expect(wrong).toMatchObject({ status: 422, body: { errors: [{ path: "phaseId" }] } });
    const revert = await api("ann", "POST", "/runs", { ...input, phaseId: "expand", direction: "down" });
    expect(codesOf(revert)).toEqual(["revert.nothing"]);
    const { rows } = await control.store.pool.query("select count(*)::int as n from rollouts");
    expect(rows).toEqual([{ n: 0 }]);
  });

  it("leaves only one of ten that ask at once with a run", async () => {
    const kept = await api("ann", "POST", "/changes", {
      title: "At once",
      environmentId,
      sentence: "rename people.visits to views",
    });
    const { plan } = kept.body as unknown as ChangeWithPlan;
    const input = { planId: plan.id, environmentId, phaseId: "expand" };
    const answers = await Promise.all(Array.from({ length: 10 }, () => api("ann", "POST", "/runs", input)));
    expect(answers.map((answer) => answer.status).sort()).toEqual([202, ...Array(9).fill(409)]);
    const id = answers.find((answer) => answer.status === 202)?.body.id;
    expect((await api("vic", "GET", "/runs?active=true")).body.items).toMatchObject([
      { id, state: "queued" },
    ]);
    expect((await api("admin", "DELETE", `/environments/${environmentId}`)).status).toBe(409);
    expect((await api("vic", "POST", `/runs/${id}/abort`)).status).toBe(403);
    expect((await api("ann", "POST", `/runs/${id}/resume`)).status).toBe(409);
    expect((await api("ann", "POST", `/runs/${id}/abort`)).body).toMatchObject({ state: "aborted" });
  });
});

describe("locks", () => {
  it("show a waiting session and its blocker, literals to engineers only, and end by role with a reason", async () => {
    const [holder, waiter] = [0, 1].map(() => new pg.Client({ connectionString: target.url }));
    for (const client of [holder!, waiter!]) {
      client.on("error", () => {});
      await client.connect();
    }
    try {
      await holder!.query("begin; lock table people in access exclusive mode");
      const waiting = waiter!.query("select * from people where full_name = 'Secret Person'").catch(() => {});
      const pid = (client: pg.Client) => (client as unknown as { processID: number }).processID;
      const look = async (who: keyof typeof keys) => {
        for (;;) {
          const { body } = await api(who, "GET", `/environments/${environmentId}/locks`);
          const sessions = body.sessions as { pid: number; blockedBy: number[]; query: string }[];
          const found = sessions.find((session) => session.pid === pid(waiter!));
          if (found?.blockedBy.length) return found;
        }
      };
      expect(await look("ann")).toMatchObject({
        blockedBy: [pid(holder!)],
        query: expect.stringContaining("Secret Person"),
      });
      expect((await look("vic")).query).not.toContain("Secret Person");

      const act = (who: keyof typeof keys, verb: string, body: unknown) =>
        api(who, "POST", `/environments/${environmentId}/sessions/${pid(holder!)}/${verb}`, body);
      expect((await act("vic", "cancel", { reason: "in the way" })).status).toBe(403);
      expect((await act("ann", "terminate", { reason: "in the way" })).status).toBe(403);
      expect((await act("bob", "terminate", { reason: "" })).status).toBe(422);
      expect((await act("bob", "terminate", { reason: "in the way" })).status).toBe(200);
      await waiting;
      expect((await act("bob", "terminate", { reason: "once more" })).status).toBe(404);
      const trail = await api("vic", "GET", "/audit?q=in the way");
      expect((trail.body.items as { action: string }[]).map((event) => event.action)).toEqual([
        "session.terminated",
        "session.terminate-intended",
      ]);
    } finally {
      await holder!.end().catch(() => {});
      await waiter!.end().catch(() => {});
    }
  });
});

it("keeps a draft for each person alone", async () => {
  const content = { sentence: "rename a.b to c" };
  expect((await api("ann", "PUT", "/drafts/change", { content })).status).toBe(200);
  expect((await api("ann", "GET", "/drafts/change")).body).toMatchObject({ content });
  expect((await api("bob", "GET", "/drafts/change")).body).toMatchObject({ content: null });
  expect((await api("ann", "DELETE", "/drafts/change")).status).toBe(204);
  expect((await api("ann", "GET", "/drafts/change")).body).toMatchObject({ content: null });
});

it("wrote all of it on a chain that holds", async () => {
  const verified = await api("vic", "GET", "/audit/verify");
  expect(verified.body).toMatchObject({ ok: true });
  expect(verified.body.count).toBeGreaterThan(10);
});
