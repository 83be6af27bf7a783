import pg from "pg";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Store } from "../store/client";
import { createTestStore } from "../testing/control-plane";
import { createTestDatabase, createTestRole, type TestDatabase, type TestRole } from "../testing/postgres";
import { observeTripwires, readTripwires } from "./tripwires";

describe.each([15, 18] as const)("tripwires on PostgreSQL %i", (major) => {
  let control: { store: Store; drop(): Promise<void> };
  let target: TestDatabase;
  let role: TestRole;
  let admin: pg.Client;

  beforeAll(async () => {
    [control, target, role] = await Promise.all([
      createTestStore(),
      createTestDatabase(major),
      createTestRole(major),
    ]);
    admin = new pg.Client({ connectionString: target.url });
    await admin.connect();
  });
  beforeEach(async () => {
    await admin.query(
      "DROP SCHEMA IF EXISTS interlock CASCADE; CREATE SCHEMA interlock; CREATE SEQUENCE interlock.old_name",
    );
    await control.store.pool.query("DELETE FROM tripwires");
  });
  afterAll(async () => {
    await admin.end();
    await control.drop();
    await role.drop([target.url]);
    await target.drop();
  });

  async function observe() {
    await observeTripwires(admin, control.store.pool, "env_1");
    const { rows } = await control.store.pool.query("SELECT * FROM tripwires ORDER BY sequence");
    return rows;
  }

  it("is no move at first sight, and none while nothing happens", async () => {
    await admin.query("SELECT nextval('interlock.old_name') FROM generate_series(1, 5)");
    const [first] = await observe();
    expect(first).toMatchObject({ sequence: "interlock.old_name", value: "5", last_moved_at: null });
    const [second] = await observe();
    expect(second).toMatchObject({ value: "5", last_moved_at: null, observed_since: first.observed_since });
    expect(second.seen_at.getTime()).toBeGreaterThanOrEqual(first.seen_at.getTime());
  });

  it("moves with every increase", async () => {
    await observe();
    await admin.query("SELECT nextval('interlock.old_name')");
    const [moved] = await observe();
    expect(moved.value).toBe("1");
    expect(moved.last_moved_at).toEqual(moved.seen_at);
    const [still] = await observe();
    expect(still.last_moved_at).toEqual(moved.last_moved_at);
  });

  it("begins to watch anew after the sequence was made anew", async () => {
    await admin.query("SELECT nextval('interlock.old_name') FROM generate_series(1, 5)");
    const [first] = await observe();
    await admin.query("DROP SEQUENCE interlock.old_name; CREATE SEQUENCE interlock.old_name");
    const [second] = await observe();
    expect(second.value).toBe("0");
    expect(second.observed_since.getTime()).toBeGreaterThan(first.observed_since.getTime());
  });

  it("forgets a sequence that is gone, and of one environment only", async () => {
    await observe();
    await observeTripwires(admin, control.store.pool, "env_2");
    await admin.query("DROP SEQUENCE interlock.old_name");
    expect((await observe()).map((row) => row.environment_id)).toEqual(["env_2"]);
  });

  it("compares positions as numbers", async () => {
    await admin.query("SELECT setval('interlock.old_name', 9)");
    await observe();
    await admin.query("SELECT setval('interlock.old_name', 10)");
    expect((await observe())[0]).toMatchObject({ value: "10", last_moved_at: expect.any(Date) });
  });

  it("has no value where the role may not read it, and 0 before the first use", async () => {
    await admin.query(
      `CREATE SEQUENCE interlock."Readable"; GRANT SELECT ON interlock."Readable" TO ${role.name}`,
    );
    const ordinary = new pg.Client({ connectionString: role.urlFor(target.url) });
    await ordinary.connect();
    expect(await readTripwires(ordinary)).toEqual([
      { sequence: 'interlock."Readable"', value: "0" },
      { sequence: "interlock.old_name", value: null },
    ]);
    await ordinary.end();
  });

  it("finds none where schema interlock is not there", async () => {
    await admin.query("DROP SCHEMA interlock CASCADE");
    expect(await observe()).toEqual([]);
  });
});
