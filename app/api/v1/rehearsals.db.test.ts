import { randomBytes } from "node:crypto";
import { eq } from "drizzle-orm";
import pg from "pg";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { listAudit } from "@/lib/audit/read";
import { ensureFirstAdmin } from "@/lib/auth/first-admin";
import { AuditQuery } from "@/lib/contracts/audit";
import type { ChangeWithPlan } from "@/lib/contracts/change";
import type { Rehearsal } from "@/lib/contracts/rehearsal";
import { log } from "@/lib/server/log";
import { setStore } from "@/lib/store/client";
import { newestEndedRehearsals } from "@/lib/store/rehearsals";
import { rehearsals } from "@/lib/store/schema";
import { createTestStore } from "@/lib/testing/control-plane";
import { createTestDatabase, type TestDatabase } from "@/lib/testing/postgres";
import { rehearseNext, type Shadow } from "@/lib/usecases/rehearse-next";
import { startRehearser } from "@/lib/usecases/rehearser";
import { callApi, makePeople } from "./call-api";

const ADMIN = { email: "admin@example.org", password: "correct horse battery", apiKey: "k".repeat(32) };
const environment = { ...process.env };
let control: Awaited<ReturnType<typeof createTestStore>>;
let database: TestDatabase;
let keys: Record<"admin" | "engineer" | "viewer", string>;
let environmentId: string;
let planId: string;
let openShadows = 0;

beforeAll(async () => {
  process.env.INTERLOCK_SECRET_KEY = randomBytes(32).toString("base64");
  control = await createTestStore();
  setStore(control.store);
  await ensureFirstAdmin(control.store, ADMIN);
  keys = await makePeople(ADMIN.apiKey, { engineer: "engineer", viewer: "viewer" });
  database = await createTestDatabase(18);
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  await client.query("CREATE TABLE people (id int PRIMARY KEY, full_name text NOT NULL, age int)");
  await client.end();
  const added = await callApi(keys.admin, "POST", "/environments", {
    name: "staging",
    tier: "staging",
    connectionString: database.url,
  });
  environmentId = String(added.body.id);
  planId = (await planned("rename people.full_name to name")).plan.id;
});

afterEach(async () => {
  expect(openShadows, "every shadow is closed").toBe(0);
  await control.store.db.delete(rehearsals);
});

afterAll(async () => {
  setStore(undefined);
  process.env = environment;
  await control?.drop();
  await database?.drop();
});

async function planned(sentence: string): Promise<ChangeWithPlan> {
  const made = await callApi(keys.engineer, "POST", "/changes", { title: sentence, environmentId, sentence });
  expect(made.status, JSON.stringify(made.body)).toBe(201);
  return made.body as unknown as ChangeWithPlan;
}

const ask = (body: unknown = { environmentId }, who: keyof typeof keys = "engineer") =>
  callApi(keys[who], "POST", `/plans/${planId}/rehearsals`, body);

async function asked(queries?: unknown): Promise<string> {
  const answer = await ask(queries === undefined ? { environmentId } : { environmentId, queries });
  expect(answer.status, JSON.stringify(answer.body)).toBe(202);
  return String(answer.body.id);
}

async function shown(id: string, who: keyof typeof keys = "viewer"): Promise<Rehearsal> {
  const answer = await callApi(keys[who], "GET", `/rehearsals/${id}`);
  expect(answer.status).toBe(200);
  return answer.body as unknown as Rehearsal;
}

const rowOf = async (id: string) =>
  (await control.store.db.select().from(rehearsals).where(eq(rehearsals.id, id)))[0];

const auditOf = async (id: string) =>
  (await listAudit(control.store.db, AuditQuery.parse({ subjectId: id }))).items.map(
    ({ action, actorName, detail }) => ({ action, actorName, detail }),
  );

/** An empty database of the test server in place of a throwaway server. */
async function openShadow(): Promise<Shadow> {
  const shadow = await createTestDatabase(18);
  openShadows += 1;
  return {
    url: shadow.url,
    async close() {
      openShadows -= 1;
      await shadow.drop();
    },
  };
}

const next = (options: Partial<Parameters<typeof rehearseNext>[0]> = {}) =>
  rehearseNext({
    store: control.store,
    log,
    openShadow,
    takenBy: "worker",
    stopping: new AbortController().signal,
    ...options,
  });

describe("asking for a rehearsal", () => {
  it("queues it, shows it and lists it, newest first, and puts it on the record", async () => {
    const first = await asked();
    const second = await asked([]);
    expect(await shown(first)).toMatchObject({
      id: first,
      planId,
      environmentId,
      state: "queued",
      requestedBy: "engineer",
      endedAt: null,
      error: null,
      report: null,
    });
    const list = (query: string) => callApi(keys.viewer, "GET", `/plans/${planId}/rehearsals${query}`);
    const all = await list("");
    expect(all.body.items).toMatchObject([{ id: second }, { id: first }]);
    expect(JSON.stringify(all.body)).not.toContain("report");
    const page = await list(`?limit=1&environmentId=${environmentId}`);
    expect(page.body).toMatchObject({ items: [{ id: second }], nextCursor: second });
    expect((await list(`?cursor=${second}`)).body).toMatchObject({
      items: [{ id: first }],
      nextCursor: null,
    });
    expect((await list("?environmentId=another")).body.items).toEqual([]);
    expect(await auditOf(second)).toMatchObject([
      { action: "rehearsal.requested", actorName: "engineer", detail: { planId, queries: 0 } },
    ]);
  });

  it.each<[string, unknown, number, string | null]>([
    ["nothing", {}, 422, "environmentId"],
    ["an unknown environment", { environmentId: "env_none" }, 404, null],
    ["an unknown field", { environmentId: "env_none", query: "x" }, 422, ""],
    ["statements that are no list", { environmentId: "env_none", queries: "SELECT 1" }, 422, "queries"],
    ["an empty statement", { environmentId: "env_none", queries: ["SELECT 1", ""] }, 422, "queries.1"],
    [
      "a wrong count",
      { environmentId: "env_none", queries: [{ sql: "SELECT 1", calls: -1 }] },
      422,
      "queries.0",
    ],
    ["too many", { environmentId: "env_none", queries: Array(2001).fill("SELECT 1") }, 422, "queries"],
  ])("refuses %s", async (_what, body, status, path) => {
    const answer = await ask(body);
    expect(answer.status, JSON.stringify(answer.body)).toBe(status);
    if (path !== null) {
      expect((answer.body.errors as { path: string }[]).map((error) => error.path)).toContainEqual(
        expect.stringMatching(new RegExp(`^${path}`)),
      );
    }
  });

  it("knows no plan and no rehearsal of another name", async () => {
    const answer = await callApi(keys.engineer, "POST", "/plans/pln_none/rehearsals", { environmentId });
    expect(answer.status).toBe(404);
    expect((await callApi(keys.viewer, "GET", "/plans/pln_none/rehearsals")).status).toBe(404);
    expect((await callApi(keys.viewer, "GET", "/rehearsals/reh_none")).status).toBe(404);
  });
});

describe("a worker", () => {
  it("finds nothing where nothing waits", async () => {
    expect(await next()).toBe(false);
  });

  it("carries out what was asked for and keeps what it found", async () => {
    const id = await asked([
      "SELECT name FROM people WHERE age > 41",
      { sql: "SELECT full_name FROM people WHERE id = $1", role: "shop", calls: 7 },
    ]);
    expect(await next()).toBe(true);
    const rehearsal = await shown(id, "engineer");
    expect(rehearsal).toMatchObject({ state: "succeeded", error: null, report: { passed: true } });
    expect(rehearsal.report?.compatibility).toMatchObject({ source: "given" });
    expect(rehearsal.report?.compatibility.queries).toContainEqual(
      expect.objectContaining({
        sql: "SELECT full_name FROM people WHERE id = $1",
        role: "shop",
        calls: 7,
        verdict: "breaks",
        breaksAfter: "contract",
        beforeAnyDeploy: false,
      }),
    );
    expect(rehearsal.report?.actions.map((action) => action.pass)).toContain("up-again");
    expect(rehearsal.endedAt).not.toBeNull();
    expect(await auditOf(id)).toMatchObject([
      { action: "rehearsal.ended", actorName: "Interlock", detail: { state: "succeeded", error: null } },
      { action: "rehearsal.requested" },
    ]);
    const ended = (await auditOf(id))[0]?.detail;
    expect(ended).toMatchObject({ findings: { error: 0 }, attempts: 1 });
    const asViewer = JSON.stringify((await shown(id)).report?.compatibility);
    expect(asViewer).toContain("WHERE age > ?");
    expect(asViewer).not.toContain("41");
    expect(await next()).toBe(false);
  });

  it("is not passed where the app breaks before any deploy; viewers and the trail see no values", async () => {
    const made = await callApi(keys.engineer, "POST", "/changes", {
      title: "By hand",
      environmentId,
      operations: [
        {
          kind: "raw-sql",
          sql: "ALTER TABLE people DROP COLUMN age",
          revert: "ALTER TABLE people ADD COLUMN age int",
        },
      ],
    });
    expect(made.status, JSON.stringify(made.body)).toBe(201);
    const { plan: dropping } = made.body as unknown as ChangeWithPlan;
    const sql = "SELECT 'secret' FROM people WHERE age > 1";
    const answer = await callApi(keys.engineer, "POST", `/plans/${dropping.id}/rehearsals`, {
      environmentId,
      queries: [sql],
    });
    const id = String(answer.body.id);
    await next();
    const whole = await shown(id, "engineer");
    expect(whole).toMatchObject({ state: "failed", error: null, report: { passed: false } });
    expect(JSON.stringify(whole.report?.findings)).toContain("secret");
    const asViewer = await shown(id);
    expect(asViewer.report?.compatibility.queries).toMatchObject([
      { verdict: "breaks", beforeAnyDeploy: true, sql: "SELECT ? FROM people WHERE age > ?" },
    ]);
    expect(JSON.stringify([asViewer, await auditOf(id)])).not.toContain("secret");
  });

  it("says so where the environment cannot be read, and where no shadow is to be had", async () => {
    const noShadow = await asked();
    await next({ openShadow: () => Promise.reject(new Error("no room on the disk")) });
    expect(await shown(noShadow)).toMatchObject({
      state: "failed",
      report: null,
      error: "It could not be carried through: no room on the disk",
    });
    expect(await auditOf(noShadow)).toMatchObject([
      { action: "rehearsal.ended", detail: { state: "failed", error: expect.stringContaining("no room") } },
      { action: "rehearsal.requested" },
    ]);
  });

  it("the newest that has ended is what approvers are told of", async () => {
    const newest = async () => (await newestEndedRehearsals(control.store.db, [planId])).map(({ id }) => id);
    const ended = await asked();
    expect(await newest()).toEqual([]);
    await next();
    const waiting = await asked();
    expect(await newest()).toEqual([ended]);
    await next();
    expect(await newest()).toEqual([waiting]);
  });

  it("takes up what another worker left, three times at most", async () => {
    const id = await asked();
    const silent = () =>
      control.store.db
        .update(rehearsals)
        .set({ state: "running", takenBy: "gone", heartbeatAt: new Date(Date.now() - 60_000), attempts: 3 })
        .where(eq(rehearsals.id, id));
    await silent();
    expect(await next()).toBe(true);
    expect(await shown(id)).toMatchObject({
      state: "failed",
      report: null,
      error: expect.stringContaining("three"),
    });
  });

  it("leaves alone what another is at", async () => {
    const id = await asked();
    await control.store.db
      .update(rehearsals)
      .set({ state: "running", takenBy: "another", heartbeatAt: new Date(), attempts: 1 })
      .where(eq(rehearsals.id, id));
    expect(await next()).toBe(false);
  });

  it("writes nothing once another has taken over", async () => {
    const id = await asked();
    await next({
      openShadow: async () => {
        await control.store.db.update(rehearsals).set({ takenBy: "another" }).where(eq(rehearsals.id, id));
        return openShadow();
      },
    });
    expect(await rowOf(id)).toMatchObject({
      state: "running",
      takenBy: "another",
      report: null,
      endedAt: null,
    });
  });

  it("puts back what it has in hand when it is stopped; the next one ends it", async () => {
    const id = await asked();
    let release: (value?: unknown) => void = () => {};
    const held = new Promise((resolve) => {
      release = resolve;
    });
    const opened = vi.fn(async () => {
      await held;
      return openShadow();
    });
    const rehearser = startRehearser({ store: control.store, log, openShadow: opened });
    await vi.waitFor(() => expect(opened).toHaveBeenCalled(), { timeout: 30_000 });
    expect(await shown(id)).toMatchObject({ state: "running" });
    const stopped = rehearser.stop();
    release();
    await stopped;
    expect(await rowOf(id)).toMatchObject({ state: "queued", takenBy: null, attempts: 0, endedAt: null });
    const again = startRehearser({ store: control.store, log, openShadow });
    await vi.waitFor(async () => expect(await shown(id)).toMatchObject({ state: "succeeded" }), {
      timeout: 60_000,
    });
    await again.stop();
  });

  it("hands two workers two different ones", async () => {
    const ids = [await asked(), await asked()];
    const seen: string[] = [];
    const openOne = (name: string) => async () => {
      seen.push(name);
      return openShadow();
    };
    await Promise.all(["a", "b"].map((name) => next({ takenBy: name, openShadow: openOne(name) })));
    expect(seen.toSorted()).toEqual(["a", "b"]);
    for (const id of ids) expect(await shown(id)).toMatchObject({ endedAt: expect.any(String) });
  });
});
