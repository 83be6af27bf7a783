import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createApiKey } from "@/lib/auth/api-keys";
import { endpoints } from "@/lib/contracts/endpoints";
import { setStore } from "@/lib/store/client";
import { insertUser } from "@/lib/store/users";
import { createTestStore } from "@/lib/testing/control-plane";
import { call, type RouteHandler } from "@/lib/testing/http";

const environment = { ...process.env };
let test: Awaited<ReturnType<typeof createTestStore>>;
let viewerKey: string;

beforeAll(async () => {
  process.env.INTERLOCK_SECRET_KEY = randomBytes(32).toString("base64");
  test = await createTestStore();
  setStore(test.store);
  viewerKey = await test.store.db.transaction(async (tx) => {
    const viewer = await insertUser(tx, { email: "v@example.org", name: "V", role: "viewer" });
    return (await createApiKey(tx, { userId: viewer?.id ?? "", name: "test" })).key;
  });
});
afterAll(async () => {
  setStore(undefined);
  process.env = environment;
  await test?.drop();
});

/** The handler of a described call, found by its address as Next finds it. */
async function handlerOf(path: string, method: string): Promise<RouteHandler> {
  const file = join(import.meta.dirname, "..", path.replaceAll(/\{(\w+)\}/g, "[$1]"), "route.ts");
  if (!existsSync(file)) throw new Error(`${path} is described, but ${file} does not exist`);
  const module = (await import(/* @vite-ignore */ file)) as Record<string, RouteHandler | undefined>;
  const handler = module[method];
  if (!handler) throw new Error(`${file} has no ${method}`);
  return handler;
}

const params = { id: "nothing", envId: "nothing", environmentId: "nothing", keyId: "nothing", pid: "1" };
const guarded = endpoints.filter((endpoint) => endpoint.role !== "public");

describe.each(guarded)("$method $path", ({ method, path, role }) => {
  const body = method === "GET" || method === "DELETE" ? undefined : {};
  const asked = path.replaceAll(/\{\w+\}/g, "nothing");

  it.each([
    ["nobody", {}],
    ["an unknown key", { authorization: "Bearer ilk_unknown" }],
    ["a made-up cookie", { cookie: "interlock.session_token=abc.def", origin: "http://127.0.0.1:3000" }],
    [
      "a header that says a middleware has looked",
      { "x-middleware-subrequest": "proxy:proxy:proxy:proxy:proxy" },
    ],
    ["a prefetch for a server component", { rsc: "1", "next-router-prefetch": "1" }],
  ])("answers %s with 401 and no data", async (_who, headers) => {
    const handler = await handlerOf(path, method);
    const answer = await call(handler, asked, {
      method,
      params,
      body,
      headers: headers as Record<string, string>,
    });
    expect(answer.status).toBe(401);
    expect(Object.keys(answer.body).sort()).toEqual(["detail", "status", "title"]);
  });

  it.runIf(role !== "viewer")("answers a viewer with 403", async () => {
    const handler = await handlerOf(path, method);
    const answer = await call(handler, asked, { method, params, body, key: viewerKey });
    expect(answer.status).toBe(403);
  });
});

describe("the list of guarded calls", () => {
  it("is not empty", () => {
    expect(guarded.length).toBeGreaterThan(25);
  });
});
