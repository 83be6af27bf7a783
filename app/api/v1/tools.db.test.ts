import { randomBytes } from "node:crypto";
import { eq } from "drizzle-orm";
import { unzipSync } from "fflate";
import pg from "pg";
import { afterAll, beforeAll, expect, it } from "vitest";
import { ensureFirstAdmin } from "@/lib/auth/first-admin";
import type { ChangeWithPlan } from "@/lib/contracts/change";
import type { PlanExport } from "@/lib/contracts/interop";
import { startWorker, type Worker } from "@/lib/executor/worker";
import { log } from "@/lib/server/log";
import { openStore, setStore } from "@/lib/store/client";
import { runs } from "@/lib/store/schema";
import { createTestStore } from "@/lib/testing/control-plane";
import { createTestDatabase, type TestDatabase } from "@/lib/testing/postgres";
import { callApi, codesOf, makePeople } from "./call-api";
import { GET as exportRoute } from "./plans/[id]/export/route";

const ADMIN = { email: "admin@example.org", password: "correct horse battery", apiKey: "k".repeat(32) };
const environment = { ...process.env };
let control: Awaited<ReturnType<typeof createTestStore>>;
let workerStore: ReturnType<typeof openStore>;
let worker: Worker;
let database: TestDatabase;
let team: pg.Client;
let keys: Record<"admin" | "engineer" | "viewer", string>;
let environmentId: string;
let planId: string;

const api = (who: keyof typeof keys, method: string, path: string, body?: unknown) =>
  callApi(keys[who], method, path, body);

beforeAll(async () => {
  process.env.INTERLOCK_SECRET_KEY = randomBytes(32).toString("base64");
  control = await createTestStore();
  setStore(control.store);
  await ensureFirstAdmin(control.store, ADMIN);
  keys = await makePeople(ADMIN.apiKey, { engineer: "engineer", viewer: "viewer" });
  workerStore = openStore(control.url);
  worker = await startWorker({ store: workerStore, databaseUrl: control.url, log });
  database = await createTestDatabase(18);
  team = new pg.Client({ connectionString: database.url });
  await team.connect();
  await team.query(`CREATE TABLE people (id int PRIMARY KEY, name text);
    CREATE TABLE schema_migrations (version varchar PRIMARY KEY);
    INSERT INTO schema_migrations VALUES ('20200101000000');
    CREATE TABLE knex_migrations (id serial PRIMARY KEY, name varchar(255), batch integer, migration_time timestamptz);
    CREATE TABLE knex_migrations_lock ("index" serial PRIMARY KEY, is_locked integer);
    INSERT INTO knex_migrations_lock (is_locked) VALUES (0)`);
  const added = await api("admin", "POST", "/environments", {
    name: "production",
    tier: "production",
    connectionString: database.url,
  });
  environmentId = String(added.body.id);
  const change = await api("engineer", "POST", "/changes", {
    title: "Nicknames",
    environmentId,
    sentence: "add column people.nickname text",
  });
  planId = (change.body as unknown as ChangeWithPlan).plan.id;
});

afterAll(async () => {
  await worker?.stop();
  await workerStore?.close();
  await team?.end();
  setStore(undefined);
  process.env = environment;
  await control?.drop();
  await database?.drop();
});

const records = () => `/plans/${planId}/environments/${environmentId}/records`;

const start = (direction: "up" | "down", recordIn?: object) =>
  api("engineer", "POST", "/runs", {
    planId,
    environmentId,
    phaseId: "expand",
    direction,
    ...(recordIn ? { recordIn } : {}),
  });

async function ran(direction: "up" | "down", recordIn?: object): Promise<void> {
  const started = await start(direction, recordIn);
  expect(started.status).toBe(202);
  await expect
    .poll(async () => (await api("engineer", "GET", `/runs/${started.body.id}`)).body.state, {
      timeout: 60_000,
    })
    .toBe("succeeded");
}

it("tells tools of one table name apart by their columns and companions", async () => {
  const { body } = await api("viewer", "GET", `/environments/${environmentId}/tools`);
  const tools = (body.items as { tool: string; newest: string | null }[]).map(({ tool, newest }) => [
    tool,
    newest,
  ]);
  expect(tools).toEqual([
    ["knex", null],
    ["dbmate", "20200101000000"],
  ]);
  await team.query("CREATE TABLE ar_internal_metadata (key varchar PRIMARY KEY, value varchar)");
  const { body: withRails } = await api("viewer", "GET", `/environments/${environmentId}/tools`);
  expect((withRails.items as { tool: string }[]).map(({ tool }) => tool)).toEqual(["knex", "rails"]);
  await team.query("DROP TABLE ar_internal_metadata");
});

it("answers files as JSON and as a zip of the same bytes, and names what is wrong", async () => {
  const { body } = await api("viewer", "GET", `/plans/${planId}/export?tool=dbmate`);
  const { files } = body as unknown as PlanExport;
  expect(files.map(({ path }) => path)).toEqual([
    expect.stringMatching(/^db\/migrations\/\d{14}_nicknames_expand\.sql$/),
  ]);
  const zip = await exportRoute(
    new Request(`http://127.0.0.1/api/v1/plans/${planId}/export?tool=dbmate`, {
      headers: { authorization: `Bearer ${keys.viewer}`, accept: "application/zip" },
    }),
    { params: Promise.resolve({ id: planId }) },
  );
  expect(zip.headers.get("content-type")).toBe("application/zip");
  const entries = unzipSync(new Uint8Array(await zip.arrayBuffer()));
  const texts = Object.entries(entries).map(([path, bytes]) => ({
    path,
    content: new TextDecoder().decode(bytes),
  }));
  expect(texts).toEqual(files);

  for (const [query, path] of [
    ["tool=flywheel", "tool"],
    ["tool=sql&phase=nowhere", "phase"],
    ["tool=sql&directory=../up", "directory"],
  ]) {
    const answer = await api("viewer", "GET", `/plans/${planId}/export?${query}`);
    expect([answer.status, (answer.body.errors as { path: string }[])[0]?.path]).toEqual([422, path]);
  }
});

it("continues the files of the repository that are sent with the question", async () => {
  const column = { name: "id", type: "integer", primaryKey: true, notNull: true };
  const people = { name: "people", schema: "", columns: { id: column } };
  const snapshot = {
    id: "team",
    prevId: "",
    version: "7",
    dialect: "postgresql",
    tables: { "public.people": people },
  };
  const { status, body } = await api("viewer", "POST", `/plans/${planId}/export`, {
    tool: "drizzle",
    repository: [{ path: "drizzle/meta/0004_snapshot.json", content: JSON.stringify(snapshot) }],
  });
  expect(status).toBe(200);
  const { files } = body as unknown as PlanExport;
  const ours = files.find(({ path }) => path === "drizzle/meta/0005_snapshot.json");
  const { prevId, tables } = JSON.parse(ours?.content ?? "null");
  expect([prevId, tables["public.people"].columns.nickname]).toEqual([
    "team",
    { name: "nickname", type: "text", primaryKey: false, notNull: false },
  ]);
  expect((await api("viewer", "POST", `/plans/${planId}/export`, { tool: "drizzle" })).status).toBe(422);
});

it("records only what has run, once, under the tool's lock, and takes exactly that away again", async () => {
  const asked = { tool: "dbmate", phase: "expand" };
  expect((await api("viewer", "POST", records(), asked)).status).toBe(403);
  const early = await api("engineer", "POST", records(), asked);
  expect([early.status, codesOf(early)]).toEqual([409, ["phase.not-done"]]);
  expect((await api("engineer", "POST", records(), { ...asked, tool: "atlas" })).status).toBe(422);

  await ran("up");
  const recorded = await api("engineer", "POST", records(), asked);
  expect(recorded.status).toBe(201);
  const versions = async () =>
    (await team.query<{ version: string }>("SELECT version FROM schema_migrations ORDER BY 1")).rows.map(
      ({ version }) => version,
    );
  expect(await versions()).toEqual(["20200101000000", ...(recorded.body.migrations as string[])]);
  const lostOf = async () => {
    const { body } = await api("viewer", "GET", `/environments/${environmentId}/tools`);
    return (body.items as { lost: string[] }[]).flatMap(({ lost }) => lost);
  };
  expect(await lostOf()).toEqual([]);
  const [first] = recorded.body.migrations as string[];
  await team.query("DELETE FROM schema_migrations WHERE version = $1", [first]);
  expect(await lostOf()).toEqual([first]);
  await team.query("INSERT INTO schema_migrations VALUES ($1)", [first]);
  const again = await api("engineer", "POST", records(), asked);
  expect([again.status, codesOf(again)]).toEqual([409, ["record.exists"]]);

  await team.query("UPDATE knex_migrations_lock SET is_locked = 1");
  const busy = await api("engineer", "POST", records(), { tool: "knex", phase: "expand" });
  expect([busy.status, codesOf(busy)]).toEqual([409, ["tool.refuses"]]);
  expect((await team.query("SELECT FROM knex_migrations")).rowCount).toBe(0);

  const standing = await api("engineer", "DELETE", `${records()}/${recorded.body.id}`);
  expect([standing.status, codesOf(standing)]).toEqual([409, ["phase.done"]]);
  await ran("down");
  expect((await api("engineer", "DELETE", `${records()}/${recorded.body.id}`)).status).toBe(200);
  expect(await versions()).toEqual(["20200101000000"]);

  const { body: trail } = await api("viewer", "GET", `/audit?subjectId=${planId}`);
  const actions = (trail.items as { action: string }[]).map(({ action }) => action).reverse();
  expect(actions.filter((action) => action.startsWith("record."))).toEqual([
    "record.intended",
    "record.written",
    "record.intended",
    "record.intended",
    "record.forgotten",
  ]);
});

it("records with the run itself where it is asked to, and takes it away with the revert", async () => {
  const versions = async () =>
    (await team.query<{ version: string }>("SELECT version FROM schema_migrations ORDER BY 1")).rows.map(
      ({ version }) => version,
    );
  await team.query("UPDATE knex_migrations_lock SET is_locked = 1");
  for (const [direction, recordIn, status, code] of [
    ["up", { tool: "knex" }, 409, "tool.refuses"],
    ["up", { tool: "prisma" }, 409, "tool.refuses"],
    ["up", { tool: "atlas" }, 422, null],
    ["down", { tool: "dbmate" }, 422, null],
  ] as const) {
    const refused = await start(direction, recordIn);
    expect([refused.status, code === null ? null : codesOf(refused)[0]]).toEqual([status, code]);
  }
  await ran("up", { tool: "dbmate" });
  const { body } = await api("viewer", "GET", records());
  const record = (body.items as { forgottenAt: string | null; migrations: string[]; runId: string }[]).at(-1);
  const { body: run } = await api("viewer", "GET", `/runs/${record?.runId}`);
  const { migrations = [] } = record ?? {};
  expect(run.record).toEqual({ tool: "dbmate", history: "public.schema_migrations", migrations });
  expect(await versions()).toEqual(["20200101000000", ...migrations]);
  const again = await api("engineer", "POST", records(), { tool: "dbmate", phase: "expand" });
  expect([again.status, codesOf(again)]).toEqual([409, ["record.exists"]]);
  await ran("down");
  expect(await versions()).toEqual(["20200101000000"]);

  // The look at the whole phase comes after the record: where it fails, the record can be taken away by itself.
  await ran("up", { tool: "dbmate" });
  const { body: after } = await api("viewer", "GET", records());
  const told = (after.items as { id: string; runId: string }[]).at(-1);
  const say = (state: "failed" | "succeeded") =>
    workerStore.db
      .update(runs)
      .set({ state })
      .where(eq(runs.id, told?.runId ?? ""));
  await say("failed");
  expect((await api("engineer", "DELETE", `${records()}/${told?.id}`)).status).toBe(200);
  expect(await versions()).toEqual(["20200101000000"]);
  await say("succeeded");
  await ran("down");
});

it("goes on without the record where a person says so", async () => {
  await team.query("UPDATE knex_migrations_lock SET is_locked = 0");
  await worker.stop();
  const started = await start("up", { tool: "knex" });
  await team.query("UPDATE knex_migrations_lock SET is_locked = 1");
  worker = await startWorker({ store: workerStore, databaseUrl: control.url, log });
  const state = async () => (await api("viewer", "GET", `/runs/${started.body.id}`)).body.state;
  await expect.poll(state, { timeout: 60_000 }).toBe("paused");
  const resumed = await api("engineer", "POST", `/runs/${started.body.id}/resume`, {
    choice: "without-record",
  });
  expect(resumed.status).toBeLessThan(300);
  await expect.poll(state, { timeout: 60_000 }).toBe("succeeded");
  expect((await team.query("SELECT FROM knex_migrations")).rowCount).toBe(0);
});

it("takes the app that Django's newest migration of the team names, whatever Django's own apps applied since", async () => {
  await team.query(`CREATE TABLE django_migrations (id bigint GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY,
      app varchar(255) NOT NULL, name varchar(255) NOT NULL, applied timestamptz NOT NULL);
    INSERT INTO django_migrations (app, name, applied) VALUES ('auth', '0001_initial', now()),
      ('shop2', '0006_people', now()), ('shop2', '0007_email', now()), ('sessions', '0001_initial', now())`);
  const { body } = await api("viewer", "GET", `/environments/${environmentId}/tools`);
  const found = (body.items as { tool: string; newest: string | null }[]).find(
    ({ tool }) => tool === "django",
  );
  expect(found?.newest).toBe("shop2.0007_email");

  const asked = { tool: "django", phase: "expand", newest: found?.newest };
  const recorded = await api("engineer", "POST", records(), asked);
  expect([recorded.status, recorded.body.migrations, recorded.body.follows]).toEqual([
    201,
    ["shop2.0008_nicknames_expand"],
    "shop2.0007_email",
  ]);
  const { rows } = await team.query("SELECT app, name FROM django_migrations ORDER BY id DESC LIMIT 1");
  expect(rows).toEqual([{ app: "shop2", name: "0008_nicknames_expand" }]);
});
