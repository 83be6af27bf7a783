import { randomBytes } from "node:crypto";
import pg from "pg";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { ensureFirstAdmin } from "@/lib/auth/first-admin";
import type { ChangeWithPlan } from "@/lib/contracts/change";
import { setStore } from "@/lib/store/client";
import { createTestStore } from "@/lib/testing/control-plane";
import { createTestDatabase, type TestDatabase } from "@/lib/testing/postgres";
import { countLosses } from "@/lib/usecases/count-losses";
import { callApi } from "./call-api";

const ADMIN = { email: "admin@example.org", password: "correct horse battery", apiKey: "k".repeat(32) };
const ROWS = 20_000;
const environment = { ...process.env };
const databases: TestDatabase[] = [];
let control: Awaited<ReturnType<typeof createTestStore>>;

beforeAll(async () => {
  process.env.INTERLOCK_SECRET_KEY = randomBytes(32).toString("base64");
  control = await createTestStore();
  setStore(control.store);
  await ensureFirstAdmin(control.store, ADMIN);
});

afterAll(async () => {
  setStore(undefined);
  process.env = environment;
  await control?.drop();
  for (const database of databases) await database.drop();
});

it.each([15, 18] as const)(
  "losses are counted without a scan that the watch would take for the app's, on %s",
  async (major) => {
    const database = await createTestDatabase(major);
    databases.push(database);
    const client = new pg.Client({ connectionString: database.url });
    await client.connect();
    try {
      await client.query(
        `CREATE TABLE people (id int PRIMARY KEY, nickname text);
       INSERT INTO people SELECT n, CASE WHEN n > 5 THEN 'x' END FROM generate_series(1, ${ROWS}) AS n`,
      );
      const added = await callApi(ADMIN.apiKey, "POST", "/environments", {
        name: `staging ${major}`,
        tier: "staging",
        connectionString: database.url,
      });
      expect(added.status, JSON.stringify(added.body)).toBe(201);
      const environmentId = String(added.body.id);
      const sentence = "drop column people.nickname";
      const made = await callApi(ADMIN.apiKey, "POST", "/changes", {
        title: sentence,
        environmentId,
        sentence,
      });
      expect(made.status, JSON.stringify(made.body)).toBe(201);
      const { plan } = made.body as unknown as ChangeWithPlan;
      const counts = async () => {
        const { rows } = await client.query<{ scans: number; read: number }>(
          `SELECT seq_scan::int AS scans, seq_tup_read::int AS read FROM pg_stat_user_tables WHERE relname = 'people'`,
        );
        return rows[0] ?? { scans: 0, read: 0 };
      };
      // Making the primary key was a scan too, which this session may not have told of yet.
      await client.query("SELECT pg_stat_force_next_flush()");
      const before = await counts();
      expect(await countLosses(control.store, plan, environmentId)).toMatchObject([{ rows: ROWS - 5 }]);
      // The server tells of what was read some time after.
      await vi.waitFor(async () => expect((await counts()).read).toBeGreaterThanOrEqual(before.read + ROWS), {
        timeout: 60_000,
      });
      expect((await counts()).scans).toBe(before.scans);
    } finally {
      await client.end();
    }
  },
);
