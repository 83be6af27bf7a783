import { randomBytes } from "node:crypto";
import pg from "pg";
import { afterAll, beforeAll, expect, it } from "vitest";
import { ensureFirstAdmin } from "@/lib/auth/first-admin";
import type { ChangeWithPlan } from "@/lib/contracts/change";
import type { Violation } from "@/lib/contracts/violations";
import { setStore } from "@/lib/store/client";
import { createTestStore } from "@/lib/testing/control-plane";
import { createTestDatabase, type TestDatabase } from "@/lib/testing/postgres";
import { callApi, makePeople } from "./call-api";

const ADMIN = { email: "admin@example.org", password: "correct horse battery", apiKey: "k".repeat(32) };
const environment = { ...process.env };
let control: Awaited<ReturnType<typeof createTestStore>>;
let database: TestDatabase;
let keys: Record<"admin" | "engineer" | "viewer", string>;
let environmentId: string;

beforeAll(async () => {
  process.env.INTERLOCK_SECRET_KEY = randomBytes(32).toString("base64");
  control = await createTestStore();
  setStore(control.store);
  await ensureFirstAdmin(control.store, ADMIN);
  keys = await makePeople(ADMIN.apiKey, { engineer: "engineer", viewer: "viewer" });
  database = await createTestDatabase(18);
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  await client.query(`CREATE TABLE teams (id int PRIMARY KEY);
    INSERT INTO teams VALUES (1), (2);
    CREATE TABLE people (id int PRIMARY KEY, "E mail" text, age int, team_id int);
    INSERT INTO people SELECT g, CASE WHEN g % 3 > 0 THEN 'e' || g % 5 END, g - 3, g FROM generate_series(1, 12) g;
    CREATE TABLE log (at int, line text);
    INSERT INTO log SELECT nullif(g % 4, 0), 'x' FROM generate_series(1, 12) g;
    CREATE TABLE many (id int PRIMARY KEY, x int);
    INSERT INTO many SELECT g FROM generate_series(1, 10001) g`);
  await client.end();
  const added = await callApi(keys.admin, "POST", "/environments", {
    name: "production",
    tier: "production",
    connectionString: database.url,
  });
  environmentId = String(added.body.id);
});

afterAll(async () => {
  setStore(undefined);
  process.env = environment;
  await control?.drop();
  await database?.drop();
});

async function found(who: "engineer" | "viewer", sql: string): Promise<readonly Violation[]> {
  const made = await callApi(keys.engineer, "POST", "/changes", { title: sql, environmentId, sql });
  expect(made.status, JSON.stringify(made.body)).toBe(201);
  const { plan } = made.body as unknown as ChangeWithPlan;
  const answer = await callApi(
    keys[who],
    "GET",
    `/plans/${plan.id}/environments/${environmentId}/violations`,
  );
  expect(answer.status).toBe(200);
  return answer.body.items as Violation[];
}

it.each([
  ['ALTER TABLE people ALTER "E mail" SET NOT NULL', 4, "4 of public.people have no E mail"],
  ["ALTER TABLE people ADD CHECK (age > 0)", 3, "3 of public.people break the rule age > 0"],
  [
    "ALTER TABLE people ADD FOREIGN KEY (team_id) REFERENCES teams",
    10,
    "10 of public.people point at no row of public.teams",
  ],
  ['ALTER TABLE people ADD UNIQUE ("E mail")', 3, 'are values of ("E mail") that occur more than once'],
  ["ALTER TABLE log ADD PRIMARY KEY (at)", 6, "6 of public.log have no (at) of their own"],
])("counts the rows in the way of %s", async (sql, count, message) => {
  const [violation] = await found("engineer", sql);
  expect(violation).toMatchObject({ count, more: false, message: expect.stringContaining(message) });
  expect(violation?.samples.length).toBe(Math.min(count, 5));
});

it("says nothing where nothing is in the way", async () => {
  expect(await found("engineer", "ALTER TABLE people ALTER id SET DEFAULT 1")).toEqual([]);
  expect(await found("engineer", "ALTER TABLE people ADD CHECK (id > 0)")).toEqual([]);
});

it("stops counting at ten thousand and says so; viewers see no values", async () => {
  const [violation] = await found("viewer", "ALTER TABLE many ALTER x SET NOT NULL");
  expect(violation).toMatchObject({
    count: 10_000,
    more: true,
    samples: [],
    message: "More than 10,000 of public.many have no x",
  });
});
