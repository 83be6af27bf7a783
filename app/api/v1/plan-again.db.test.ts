import { randomBytes } from "node:crypto";
import pg from "pg";
import { afterAll, beforeAll, expect, it } from "vitest";
import { ensureFirstAdmin } from "@/lib/auth/first-admin";
import type { ChangeWithPlan } from "@/lib/contracts/change";
import { setStore } from "@/lib/store/client";
import { ensureRollout } from "@/lib/store/rollouts";
import { createTestStore } from "@/lib/testing/control-plane";
import { createTestDatabase, type TestDatabase } from "@/lib/testing/postgres";
import { callApi, codesOf, makePeople } from "./call-api";

const ADMIN = { email: "admin@example.org", password: "correct horse battery", apiKey: "k".repeat(32) };
const environment = { ...process.env };
let control: Awaited<ReturnType<typeof createTestStore>>;
let database: TestDatabase;
let client: pg.Client;
let keys: Record<"admin" | "engineer" | "approver" | "viewer", string>;
let environmentId: string;

beforeAll(async () => {
  process.env.INTERLOCK_SECRET_KEY = randomBytes(32).toString("base64");
  control = await createTestStore();
  setStore(control.store);
  await ensureFirstAdmin(control.store, ADMIN);
  keys = await makePeople(ADMIN.apiKey, { engineer: "engineer", approver: "approver", viewer: "viewer" });
  database = await createTestDatabase(18);
  client = new pg.Client({ connectionString: database.url });
  await client.connect();
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
  await client?.end();
  await control?.drop();
  await database?.drop();
});

/** A fresh table `name` and a plan that drops its column `b`. */
async function planned(name: string): Promise<ChangeWithPlan> {
  await client.query(`CREATE TABLE ${name} (id int PRIMARY KEY, a int, b int)`);
  const sql = `ALTER TABLE ${name} DROP COLUMN b`;
  const made = await callApi(keys.engineer, "POST", "/changes", { title: name, environmentId, sql });
  expect(made.status, JSON.stringify(made.body)).toBe(201);
  return made.body as unknown as ChangeWithPlan;
}

const again = (who: keyof typeof keys, planId: string) =>
  callApi(keys[who], "POST", `/plans/${planId}/again`);

it("makes a plan of the same change from the schema as it is now, which takes the old one's place", async () => {
  const { change, plan } = await planned("changed");
  const destructive = plan.nodes.find((node) => node.type === "phase" && node.destructive);
  const approved = await callApi(keys.approver, "POST", `/plans/${plan.id}/approvals`, {
    environmentId,
    phaseId: destructive?.id,
    planHash: plan.hash,
    decision: "approve",
    comment: "fine",
  });
  expect(approved.status, JSON.stringify(approved.body)).toBe(201);
  await client.query("ALTER TABLE changed ALTER b SET NOT NULL");

  expect((await again("viewer", plan.id)).status).toBe(403);
  const answer = await again("engineer", plan.id);
  expect(answer.status, JSON.stringify(answer.body)).toBe(201);
  const made = answer.body as unknown as ChangeWithPlan;
  expect(made.change).toMatchObject({ id: change.id, planId: made.plan.id, operations: change.operations });
  expect(made.plan.hash).not.toBe(plan.hash);

  const old = await callApi(keys.viewer, "GET", `/plans/${plan.id}`);
  expect(old.body).toMatchObject({ hash: plan.hash, supersededBy: made.plan.id });
  const rollout = await callApi(keys.engineer, "GET", `/plans/${made.plan.id}/environments/${environmentId}`);
  expect(JSON.stringify(rollout.body), "no approval goes along").toContain("approval.missing");

  const twice = await again("engineer", plan.id);
  expect(twice.status).toBe(409);
  expect(codesOf(twice)).toContain("plan.superseded");
});

it("is refused where the plan would be the same", async () => {
  const { plan } = await planned("same");
  const answer = await again("engineer", plan.id);
  expect(answer.status).toBe(409);
  expect(codesOf(answer)).toEqual(["plan.unchanged"]);
});

it("is refused while the plan is under way somewhere, naming where", async () => {
  const { plan } = await planned("halfway");
  await control.store.db.transaction((tx) =>
    ensureRollout(tx, { planId: plan.id, environmentId, relations: plan.relations }),
  );
  await client.query("ALTER TABLE halfway ALTER b SET NOT NULL");
  const answer = await again("engineer", plan.id);
  expect(answer.status).toBe(409);
  expect(codesOf(answer)).toEqual(["rollout.open"]);
  expect(JSON.stringify(answer.body)).toContain("production");
});

it("leaves only one new plan where two ask at once", async () => {
  const { plan } = await planned("raced");
  await client.query("ALTER TABLE raced ALTER b SET NOT NULL");
  const answers = await Promise.all([again("engineer", plan.id), again("engineer", plan.id)]);
  expect(answers.map(({ status }) => status).sort()).toEqual([201, 409]);
});

it("says so where there is nothing left to plan, and what is not there", async () => {
  const { plan } = await planned("gone");
  await client.query("ALTER TABLE gone DROP COLUMN b");
  expect((await again("engineer", plan.id)).status).toBe(422);
  expect((await again("engineer", `pln_${"0".repeat(26)}`)).status).toBe(404);
});
