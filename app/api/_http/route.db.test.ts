import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import * as z from "zod";
import { ensureFirstAdmin } from "@/lib/auth/first-admin";
import type { Failure } from "@/lib/contracts/result";
import { fail, ok } from "@/lib/contracts/result";
import { setStore } from "@/lib/store/client";
import { createTestStore } from "@/lib/testing/control-plane";
import { type CallOptions, call, cookiesOf } from "@/lib/testing/http";
import * as authRoute from "../auth/[...all]/route";
import { MAX_BODY_BYTES } from "./body";
import { httpMetrics } from "./metrics";
import { publicRoute, route } from "./route";

const ADMIN = { email: "admin@example.org", password: "correct horse", apiKey: `chosen-${"k".repeat(20)}` };
const key = ADMIN.apiKey;
const environment = { ...process.env };

let test: Awaited<ReturnType<typeof createTestStore>>;
let cookie: string;
beforeAll(async () => {
  process.env.INTERLOCK_SECRET_KEY = randomBytes(32).toString("base64");
  test = await createTestStore();
  setStore(test.store);
  await ensureFirstAdmin(test.store, ADMIN);
  const body = { email: ADMIN.email, password: ADMIN.password };
  const signedIn = await call(authRoute.POST, "/api/auth/sign-in/email", { method: "POST", body });
  cookie = cookiesOf(signedIn.headers);
});
afterAll(async () => {
  setStore(undefined);
  process.env = environment;
  await test?.drop();
});

const echo = route({
  role: "engineer",
  params: z.object({ id: z.string().regex(/^run_/, "Not a run's id") }),
  query: z.object({ limit: z.coerce.number().int().max(10).default(5) }),
  body: z.object({ table: z.object({ name: z.string() }) }),
  status: 202,
  handler: async ({ actor, params, query, body }) => ok({ via: actor.via, params, query, body }),
});
const post = (options: CallOptions = {}) =>
  call(echo, "/api/v1/runs/run_1?limit=7", {
    method: "POST",
    body: { table: { name: "t" } },
    params: { id: "run_1" },
    ...options,
  });

describe("route", () => {
  it("gives the handler everything parsed, and answers its value with its status", async () => {
    const { status, body, headers } = await post({ key });
    expect(status).toBe(202);
    expect(body).toEqual({
      via: "api-key",
      params: { id: "run_1" },
      query: { limit: 7 },
      body: { table: { name: "t" } },
    });
    expect(headers.get("cache-control")).toBe("no-store");
  });

  it("answers 401 to nobody, to a wrong key and to another scheme", async () => {
    for (const headers of [{}, { authorization: "Bearer nope" }, { authorization: `Basic ${key}` }]) {
      const answer = await post({ headers: headers as Record<string, string> });
      expect(answer.status).toBe(401);
      expect(answer.headers.get("content-type")).toBe("application/problem+json");
      expect(answer.body).toMatchObject({ status: 401, title: "Who are you?" });
    }
  });

  it("names every wrong field of params, query and body in one 422", async () => {
    const { status, body } = await call(echo, "/x?limit=11", {
      method: "POST",
      key,
      params: { id: "env_1" },
      body: { table: {} },
    });
    expect(status).toBe(422);
    expect(body.errors).toMatchObject([
      { path: "id", message: "Not a run's id" },
      { path: "limit" },
      { path: "table.name" },
    ]);
  });

  it("answers 422 naming the body when it is not JSON or missing, 415 when it says it is something else", async () => {
    const broken = await post({ key, body: '{"table": ' });
    expect(broken.status).toBe(422);
    expect(broken.body.errors).toMatchObject([{ path: "" }]);
    expect(broken.body.detail).toMatch(/^The body is not JSON/);
    expect((await post({ key, body: undefined })).body.detail).toMatch(/^The body is empty/);
    expect((await post({ key, headers: { "content-type": "text/plain" } })).status).toBe(415);
  });

  it("refuses a body past the limit, whether or not its length is told", async () => {
    expect((await post({ key, body: `"${"x".repeat(MAX_BODY_BYTES)}"` })).status).toBe(413);
    const told = { "content-length": String(MAX_BODY_BYTES + 1) };
    expect((await post({ key, headers: told })).status).toBe(413);
  });

  describe("a change with a session cookie", () => {
    const withCookie = (headers: Record<string, string>) => post({ headers: { cookie, ...headers } });

    it("passes from our own origin", async () => {
      expect((await post({ cookie })).status).toBe(202);
      expect((await withCookie({ origin: "http://127.0.0.1:3000" })).status).toBe(202);
      expect((await withCookie({ "sec-fetch-site": "same-origin" })).status).toBe(202);
    });

    it.each([
      ["without any origin", {}],
      ["from another site", { origin: "https://evil.example" }],
      ["from another port", { origin: "http://127.0.0.1:3001" }],
      ["from a sandboxed frame", { origin: "null" }],
      ["from a sibling site", { "sec-fetch-site": "same-site", origin: "http://127.0.0.1:3000" }],
      ["from another site by a form", { "sec-fetch-site": "cross-site" }],
    ])("is refused %s", async (_from, headers) => {
      const answer = await withCookie(headers as Record<string, string>);
      expect(answer.status).toBe(403);
      expect(answer.body.title).toBe("Not from this site");
    });

    it("is judged by its key alone when it carries one", async () => {
      expect((await post({ key, headers: { origin: "https://evil.example" } })).status).toBe(202);
    });
  });

  it("does not ask for an origin to read", async () => {
    const read = route({ role: "viewer", handler: async () => ok({}) });
    expect((await call(read, "/api/v1/x", { headers: { cookie } })).status).toBe(200);
  });

  it("is not passed by headers that claim a middleware has already looked", async () => {
    const headers = { "x-middleware-subrequest": "middleware:middleware:middleware", rsc: "1" };
    expect((await post({ headers })).status).toBe(401);
  });

  const failures: [Failure, number, Record<string, unknown>][] = [
    [{ code: "not-found", message: "gone" }, 404, { detail: "gone" }],
    [{ code: "forbidden", message: "your own" }, 403, { detail: "your own" }],
    [
      { code: "conflict", message: "no", reasons: [{ code: "a.b", message: "c" }] },
      409,
      { reasons: [{ code: "a.b", message: "c" }] },
    ],
    [
      { code: "input.invalid", errors: [{ path: "sql", message: "no" }] },
      422,
      { errors: [{ path: "sql", message: "no" }], detail: "sql: no" },
    ],
    [{ code: "target.unreachable", message: "down" }, 502, { detail: "down" }],
  ];
  it.each(failures)("translates %o", async (failure, status, expected) => {
    const handler = route({ role: "viewer", handler: async () => fail(failure) });
    const answer = await call(handler, "/api/v1/x", { key });
    expect(answer.status).toBe(status);
    expect(answer.headers.get("content-type")).toBe("application/problem+json");
    expect(answer.body).toMatchObject({ status, ...expected });
  });

  it("answers a bug with 500 and none of its insides", async () => {
    const handler = route({
      role: "viewer",
      handler: async () => {
        throw new Error("relation secrets: postgres://u:hunter2@h/d");
      },
    });
    const answer = await call(handler, "/api/v1/x", { key });
    expect(answer.status).toBe(500);
    expect(answer.text).not.toMatch(/hunter2|relation|route\.ts/);
  });

  it("answers nothing with 204, and a Response as it is", async () => {
    const empty = route({ role: "viewer", handler: async () => ok(undefined) });
    expect(await call(empty, "/api/v1/x", { key })).toMatchObject({ status: 204, text: "" });
    const teapot = route({ role: "viewer", handler: async () => new Response("short", { status: 418 }) });
    expect(await call(teapot, "/api/v1/x", { key })).toMatchObject({ status: 418, text: "short" });
  });

  it("counts answers by the route's pattern, not by id", async () => {
    await post({ key });
    const text = await httpMetrics().registry.metrics();
    expect(text).toMatch(
      /interlock_http_requests_total\{method="POST",route="\/api\/v1\/runs\/:id",status="202"\}/,
    );
    expect(text).not.toContain("run_1");
  });
});

describe("a role that is too low", () => {
  it("is answered 403 with the role that is needed", async () => {
    const admin = route({ role: "admin", handler: async () => ok({}) });
    await test.store.pool.query(`update "user" set role = 'approver'`);
    try {
      const answer = await call(admin, "/api/v1/x", { key });
      expect(answer.status).toBe(403);
      expect(answer.body.detail).toBe("This needs the role admin; yours is approver.");
      expect((await post({ key })).status).toBe(202);
    } finally {
      await test.store.pool.query(`update "user" set role = 'admin'`);
    }
  });
});

describe("publicRoute", () => {
  const handler = publicRoute({ handler: async ({ actor }) => ok({ who: actor?.email ?? null }) });

  it("answers anybody, and knows who asks where somebody does", async () => {
    expect((await call(handler, "/api/v1/x")).body).toEqual({ who: null });
    expect((await call(handler, "/api/v1/x", { key })).body).toEqual({ who: ADMIN.email });
  });

  it("refuses changes from another site", async () => {
    const foreign = { method: "POST", headers: { origin: "https://evil.example" } };
    expect((await call(handler, "/api/v1/x", foreign)).status).toBe(403);
    expect((await call(handler, "/api/v1/x", { method: "POST" })).status).toBe(200);
  });

  it("answers without the database when it is anonymous", async () => {
    const anonymous = publicRoute({ anonymous: true, handler: async ({ actor }) => ok({ actor }) });
    setStore(undefined);
    try {
      expect((await call(anonymous, "/api/v1/x", { key })).body).toEqual({ actor: null });
    } finally {
      setStore(test.store);
    }
  });
});
