import { randomBytes } from "node:crypto";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { verifyChain } from "@/lib/audit/chain";
import { ensureFirstAdmin } from "@/lib/auth/first-admin";
import { AuditEvent } from "@/lib/contracts/audit";
import { Health } from "@/lib/contracts/session";
import { openStore, setStore } from "@/lib/store/client";
import { createTestStore } from "@/lib/testing/control-plane";
import { call } from "@/lib/testing/http";
import * as openapiRoute from "../openapi.json/route";
import * as exportRoute from "./audit/export/route";
import * as auditRoute from "./audit/route";
import * as verifyRoute from "./audit/verify/route";
import * as healthRoute from "./health/route";
import * as metricsRoute from "./metrics/route";

const key = `chosen-${"k".repeat(20)}`;
const environment = { ...process.env };

let test: Awaited<ReturnType<typeof createTestStore>>;
beforeAll(async () => {
  process.env.INTERLOCK_SECRET_KEY = randomBytes(32).toString("base64");
  test = await createTestStore();
  setStore(test.store);
  await ensureFirstAdmin(test.store, { email: "a@example.org", password: "correct horse", apiKey: key });
});
afterAll(async () => {
  setStore(undefined);
  process.env = environment;
  await test?.drop();
});

describe("health", () => {
  const health = async () => {
    const answer = await call(healthRoute.GET, "/api/v1/health");
    return { status: answer.status, health: Health.parse(answer.body), text: answer.text };
  };

  it("is ready on a migrated database, and counts workers by their heartbeat", async () => {
    await test.store.pool.query(
      `insert into workers (id, hostname, pid, heartbeat_at)
       values ('wrk_1', 'h', 1, now()), ('wrk_2', 'h', 2, now() - interval '5 minutes')`,
    );
    const answer = await health();
    expect(answer.status).toBe(200);
    expect(answer.health).toMatchObject({
      status: "ok",
      database: { ok: true },
      migrations: { pending: 0, unknown: 0 },
      workers: { alive: 1 },
    });
  });

  it("is alive but not ready on a database that is not migrated", async () => {
    const admin = new pg.Client({ connectionString: test.url });
    await admin.connect();
    await admin.query("alter table drizzle.__drizzle_migrations rename to hidden");
    try {
      const answer = await health();
      expect(answer.status).toBe(503);
      expect(answer.health.migrations).toMatchObject({ applied: 0 });
    } finally {
      await admin.query("alter table drizzle.hidden rename to __drizzle_migrations");
      await admin.end();
    }
  });

  it("is alive but not ready without a database, and tells strangers nothing about it", async () => {
    const away = openStore("postgres://nobody:planted-secret@127.0.0.1:1/nowhere");
    setStore(away);
    try {
      const answer = await health();
      expect(answer.status).toBe(503);
      expect(answer.health).toMatchObject({ status: "unavailable", database: { ok: false } });
      expect(answer.text).not.toMatch(/planted-secret|127\.0\.0\.1|ECONN/);
    } finally {
      setStore(test.store);
      await away.close();
    }
  });
});

describe("metrics", () => {
  it("needs somebody, and shows what the control plane holds", async () => {
    expect((await call(metricsRoute.GET, "/api/v1/metrics")).status).toBe(401);
    const { status, text, headers } = await call(metricsRoute.GET, "/api/v1/metrics", { key });
    expect(status).toBe(200);
    expect(headers.get("content-type")).toContain("text/plain");
    expect(text).toMatch(/^interlock_audit_events 1$/m);
    expect(text).toMatch(/^interlock_runs\{state="paused"\} 0$/m);
    expect(text).toMatch(
      /^interlock_http_requests_total\{.*route="\/api\/v1\/metrics".*status="401".*\} 1$/m,
    );
  });
});

describe("audit", () => {
  it("is listed, verified and exported over HTTP", async () => {
    const list = await call(auditRoute.GET, "/api/v1/audit?limit=1", { key });
    expect((list.body.items as unknown[]).length).toBe(1);
    const verified = await call(verifyRoute.GET, "/api/v1/audit/verify", { key });
    expect(verified.body).toMatchObject({ ok: true, count: 1, firstBad: null, head: { seq: 1 } });
    const exported = await call(exportRoute.GET, "/api/v1/audit/export", { key });
    expect(exported.headers.get("content-disposition")).toContain("attachment");
    const events = exported.text
      .trimEnd()
      .split("\n")
      .map((line) => AuditEvent.parse(JSON.parse(line)));
    expect(verifyChain(events)).toMatchObject({ count: 1, firstBad: null, head: verified.body.head });
  });
});

describe("the OpenAPI document", () => {
  it("is served to anybody", async () => {
    const { status, body } = await call(openapiRoute.GET, "/api/openapi.json");
    expect(status).toBe(200);
    expect(body.openapi).toBe("3.1.0");
  });
});
