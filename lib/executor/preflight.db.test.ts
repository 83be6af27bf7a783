import { afterEach, describe, expect, it } from "vitest";
import { requestResume } from "../store/runs";
import { createTestRole } from "../testing/postgres";
import { dispatchRun } from "./dispatch";
import { RENAME_PLAN } from "./fixture-plan";
import { countOf } from "./fixture-rows";
import { createWorld, type World } from "./fixture-world";

let world: World;
let roles: Awaited<ReturnType<typeof createTestRole>>[] = [];
afterEach(async () => {
  await world?.close();
  for (const role of roles) await role.drop();
  roles = [];
});

describe("a plan on a database it was not made for", () => {
  it.each([
    [{ relations: ["public.people", "public.nowhere"] }, "plan.relation-missing", /has no public\.nowhere/],
    [
      { serverMajors: { min: 19, max: 20 } },
      "plan.server-version",
      /PostgreSQL 19 to 20; this server is \d+/,
    ],
  ])("fails before its first step: %o", async (other, code, message) => {
    world = await createWorld({ rows: 1, draft: { ...RENAME_PLAN, ...other } });
    await world.worker();
    const run = await world.finish(await world.start("expand"));
    expect(run).toMatchObject({ state: "failed", error: { code, message: expect.stringMatching(message) } });
    expect(run.steps.every((step) => step.state !== "succeeded")).toBe(true);
    const { rows } = await world.target.query("SELECT to_regclass('public.people') IS NOT NULL AS there");
    expect(rows[0].there).toBe(true);
  });
});

describe("what is looked at before the first step", () => {
  it("is told with the run, also what cannot be read, which is put on record once", async () => {
    world = await createWorld({ rows: 10 });
    await world.worker();
    for (const phase of ["expand", "backfill"]) {
      const run = await world.finish(await world.start(phase));
      expect(run.state).toBe("succeeded");
      const status = Object.fromEntries(run.preflight!.items.map(({ code, status }) => [code, status]));
      expect(status).toMatchObject({ "role.owner": "ok", "vacuum.wraparound": "ok", "free-disk": "unknown" });
    }
    const { rows } = await world.store.pool.query(
      "select detail->'unreadable' as codes from audit_events where action = 'preflight.unreadable'",
    );
    expect(rows).toEqual([{ codes: ["free-disk"] }]);
  });

  it("stops a phase before any write where the role may not alter the tables, with the SQL that mends it", async () => {
    const role = await createTestRole();
    roles.push(role);
    world = await createWorld({
      rows: 10,
      prepare: `GRANT SELECT ON public.people TO ${role.name}; RESET ROLE;
        DO $$ BEGIN EXECUTE format('GRANT CREATE ON DATABASE %I TO ${role.name}', current_database()); END $$`,
      through: (url) => role.urlFor(url),
    });
    await world.worker();
    const runId = await world.start("expand");
    const run = await world.finish(runId);
    expect(run).toMatchObject({ state: "paused", reason: { code: "preflight.refused", waitsFor: "person" } });
    const item = run.preflight!.items.find(({ code }) => code === "role.owner");
    expect(item).toMatchObject({ status: "error", fixSql: expect.stringMatching(/^GRANT .* TO /) });
    expect(
      await countOf(world, "pg_attribute WHERE attrelid = 'public.people'::regclass AND attname = 'name'"),
    ).toBe(0);
    await world.target.query(item!.fixSql!);
    await world.store.db.transaction(async (tx) => {
      await requestResume(tx, runId, { choice: "check-again" });
      await dispatchRun(tx, runId);
    });
    expect((await world.until(runId, ({ state }) => state !== "queued" && state !== "running")).state).toBe(
      "succeeded",
    );
    await world.target.query(`REASSIGN OWNED BY ${role.name} TO CURRENT_USER; DROP OWNED BY ${role.name}`);
  });

  it("holds a backfill where a required signal cannot be read, until somebody accepts it", async () => {
    world = await createWorld({ rows: 10, policy: { requiredSignals: ["free-disk"] } });
    await world.worker();
    expect((await world.finish(await world.start("expand"))).state).toBe("succeeded");
    const runId = await world.start("backfill");
    expect(await world.finish(runId)).toMatchObject({
      state: "paused",
      reason: { code: "health.unreadable" },
    });
    expect(await countOf(world, "oracle.writes")).toBe(0);
  });
});

describe("somebody else's change of the table in the middle of a run", () => {
  it("stops it before its next step and shows the difference; a person may accept it", async () => {
    world = await createWorld({ rows: 10 });
    await world.worker();
    const holder = await world.session();
    await holder.query("BEGIN; SELECT 1 FROM public.people LIMIT 1");
    const runId = await world.start("expand");
    await world.until(runId, (run) => run.steps[0]?.state === "waiting");
    await world.target.query("CREATE INDEX somebody_elses ON public.people (age)");
    await holder.query("COMMIT");
    const run = await world.finish(runId);
    expect(run).toMatchObject({ state: "paused", reason: { code: "plan.drift" } });
    expect(run.reason!.message).toMatch(/index public\.people[.:]?.*somebody_elses is new/);
    expect(run.steps.map((step) => step.state)).toEqual(["waiting", "pending"]);
    expect(
      await countOf(world, "pg_attribute WHERE attrelid = 'public.people'::regclass AND attname = 'name'"),
    ).toBe(0);
    await world.store.db.transaction(async (tx) => {
      await requestResume(tx, runId, { choice: "accept-drift" });
      await dispatchRun(tx, runId);
    });
    expect((await world.until(runId, ({ state }) => state !== "queued" && state !== "running")).state).toBe(
      "succeeded",
    );
  });

  it("stops the next phase before its first step too, once", async () => {
    world = await createWorld({ rows: 10 });
    await world.worker();
    expect((await world.finish(await world.start("expand"))).state).toBe("succeeded");
    await world.target.query("ALTER TABLE public.people DROP COLUMN age");
    const runId = await world.start("backfill");
    const run = await world.finish(runId);
    expect(run).toMatchObject({ state: "paused", reason: { code: "plan.drift" } });
    expect(run.reason!.message).toMatch(/column public\.people\.age is gone/);
    expect(await countOf(world, "oracle.writes")).toBe(0);
    await world.store.db.transaction(async (tx) => {
      await requestResume(tx, runId, { choice: "accept-drift" });
      await dispatchRun(tx, runId);
    });
    await world.until(runId, ({ state }) => state === "succeeded");
  });

  it("stops nobody where only grants, statistics or another table's key changed", async () => {
    world = await createWorld({ rows: 10 });
    await world.worker();
    const holder = await world.session();
    await holder.query("BEGIN; SELECT 1 FROM public.people LIMIT 1");
    const runId = await world.start("expand");
    await world.until(runId, (run) => run.steps[0]?.state === "waiting");
    await world.target.query("GRANT SELECT (age) ON public.people TO PUBLIC; ANALYZE public.people");
    await holder.query("COMMIT");
    expect((await world.finish(runId)).state).toBe("succeeded");
  });
});
