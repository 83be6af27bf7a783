import { afterEach, describe, expect, it } from "vitest";
import type { Run } from "../contracts/run";
import { observeTripwires } from "../monitor/tripwires";
import { newId } from "../store/ids";
import { requestResume } from "../store/runs";
import { approvals } from "../store/schema";
import { TARGET_MAJORS } from "../testing/server-addresses";
import { dispatchRun } from "./dispatch";
import { countOf, planRename } from "./fixture-rows";
import { createWorld, type World, type WorldOptions } from "./fixture-world";

let world: World;
afterEach(async () => {
  await world?.close();
});

const count = (from: string) => countOf(world, from);
const oldColumns = () =>
  count(
    "pg_attribute WHERE attrelid = 'public.people'::regclass AND attname = 'full_name' AND NOT attisdropped",
  );

/** A planned rename of people.full_name, expanded and filled, whose contract is allowed. */
async function readyForContract(options: WorldOptions = {}): Promise<void> {
  world = await createWorld({
    rows: 500,
    ...options,
    makePlan: planRename,
  });
  await world.worker();
  for (const phase of ["expand", "backfill"])
    expect((await world.finish(await world.start(phase))).state).toBe("succeeded");
  await world.allowContract();
}

async function resume(runId: string, choice: string): Promise<void> {
  await world.store.db.transaction(async (tx) => {
    expect((await requestResume(tx, runId, { choice })).ok).toBe(true);
    await dispatchRun(tx, runId);
  });
  await world.until(runId, (run) => run.state !== "queued");
}

const NAMER = `CREATE FUNCTION public.namer() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.age := length(NEW.Full_Name); RETURN NEW; END $$;
  CREATE TRIGGER namer BEFORE UPDATE ON public.people FOR EACH ROW EXECUTE FUNCTION public.namer();`;

const PART_PUBLISHED: [string, string, RegExp] = [
  "a publication's column list",
  "CREATE PUBLICATION part FOR TABLE public.people (id, full_name)",
  /Objects depend on full_name: publication/,
];

describe.each(TARGET_MAJORS)("the check before contract on PostgreSQL %i", (major) => {
  it("finds nothing where nothing names the column, and is asked anew by every run", async () => {
    await readyForContract({ server: major });
    await world.target.query(
      `CREATE FUNCTION public.innocent() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN -- full_names, my_full_name
        RETURN NEW; END $$;
       CREATE TRIGGER innocent BEFORE UPDATE ON public.people FOR EACH ROW EXECUTE FUNCTION public.innocent();`,
    );
    const run = await world.finish(await world.start("contract"));
    expect(run.error).toBeNull();
    expect(run).toMatchObject({
      state: "succeeded",
      steps: [{ kind: "check", state: "succeeded" }, { state: "succeeded" }],
    });
    expect(await oldColumns()).toBe(0);
  });

  it.each<[what: string, sql: string, message: RegExp]>([
    ["a trigger's function", NAMER, /Functions of triggers on people name full_name: public\.namer\(\)/],
    [
      "another function",
      `CREATE FUNCTION public.report() RETURNS text LANGUAGE plpgsql AS $$ BEGIN RETURN (SELECT max(full_name) FROM public.people); END $$`,
      /Functions name people and full_name: public\.report\(\)/,
    ],
    [
      "a rule",
      "CREATE RULE watch AS ON DELETE TO public.people DO ALSO SELECT OLD.full_name",
      /Objects depend on full_name: rule watch on/,
    ],
    ...(major < 15 ? [] : [PART_PUBLISHED]),
    [
      "a disabled trigger of ours",
      "ALTER TABLE public.people DISABLE TRIGGER USER",
      /The trigger zz_interlock_\S+, which keeps full_name and name equal, is missing, disabled or changed/,
    ],
    [
      "a row written past the trigger",
      `ALTER TABLE public.people DISABLE TRIGGER USER;
       INSERT INTO public.people (full_name) VALUES ('only here'), ('and here');
       ALTER TABLE public.people ENABLE TRIGGER USER;
       DO $$ BEGIN EXECUTE (SELECT format('ALTER TABLE public.people ENABLE ALWAYS TRIGGER %I', tgname) FROM pg_trigger WHERE tgname LIKE 'zz_interlock%'); END $$`,
      /Rows in which full_name and name differ: 2\. What only full_name says would be lost/,
    ],
  ])("stops for %s, before anything is dropped", async (_what, sql, message) => {
    await readyForContract({ server: major });
    await world.target.query(sql);
    const run = await world.finish(await world.start("contract"));
    expect(run).toMatchObject({ state: "paused", reason: { code: "check.failed", waitsFor: "person" } });
    expect(run.reason?.message).toMatch(message);
    expect(run.reason?.choices.map((choice) => choice.id)).toEqual(["check-again", "go-on-anyway", "abort"]);
    expect(await oldColumns()).toBe(1);
  });
});

describe("a check that objects", () => {
  it("is asked again once the cause is mended, and lets the run go on", async () => {
    await readyForContract();
    await world.target.query(NAMER);
    const runId = await world.start("contract");
    await world.finish(runId);
    await resume(runId, "check-again");
    expect((await world.finish(runId)).state).toBe("paused");
    await world.target.query("DROP TRIGGER namer ON public.people");
    await resume(runId, "check-again");
    expect((await world.finish(runId)).state).toBe("succeeded");
  });

  it("is passed over by a choice that is audited and holds only for what was shown", async () => {
    await readyForContract({ policy: { lockWaitLimitMs: 400 } });
    await world.target.query(NAMER);
    const runId = await world.start("contract");
    await world.finish(runId);
    await world.target.query(NAMER.replaceAll("namer", "second"));
    await resume(runId, "go-on-anyway");
    const other = await world.finish(runId);
    expect(other.reason).toMatchObject({ code: "check.failed" });
    expect(other.reason?.message).toContain("public.second()");
    const blocker = await world.session();
    await blocker.query("BEGIN; SELECT FROM public.people LIMIT 1");
    await resume(runId, "go-on-anyway");
    expect((await world.finish(runId)).reason?.code).toBe("lock.not-acquired");
    await blocker.query("ROLLBACK");
    // The consent stands for the rest of the run.
    await resume(runId, "keep-trying");
    const done: Run = await world.finish(runId);
    expect(done).toMatchObject({ state: "succeeded" });
    expect(done.steps[0]?.error).toContain("public.second()");
    const { rows } = await world.store.pool.query<{ detail: { objections: string[] } }>(
      "select detail from audit_events where action = 'check.overridden' order by seq limit 1",
    );
    expect(rows[0]?.detail.objections[0]).toMatch(/public\.namer\(\), public\.second\(\)/);
  });
});

describe("a drop that has waited for its lock", () => {
  /** As the monitor would: twice, further apart than the quiet window. */
  async function observeQuiet(): Promise<void> {
    const observe = () => observeTripwires(world.target, world.store.pool, world.environmentId);
    await observe();
    await new Promise((resolve) => setTimeout(resolve, 150));
    await observe();
  }

  async function waitingForLock(): Promise<{ runId: string; letGo(): Promise<unknown> }> {
    const blocker = await world.session();
    await blocker.query("BEGIN; SELECT FROM public.people LIMIT 1");
    const runId = await world.start("contract");
    await world.until(runId, (run) => run.steps.at(-1)?.state === "waiting" || run.state === "paused");
    return { runId, letGo: () => blocker.query("COMMIT") };
  }

  it("is rolled back where the tripwire has moved since the gate saw it", async () => {
    await readyForContract({ policy: { quietWindowMs: 100 } });
    await observeQuiet();
    const { runId, letGo } = await waitingForLock();
    await world.app.query("UPDATE public.people SET full_name = 'old code is alive' WHERE id = 1");
    await letGo();
    const run = await world.finish(runId);
    expect(run).toMatchObject({ state: "paused", reason: { code: "evidence.tripwire" } });
    expect(await oldColumns()).toBe(1);
    expect(await count("pg_trigger WHERE tgname LIKE 'zz_interlock%'")).toBe(1);
    expect(await count("interlock.ledger WHERE step_id LIKE '%drop-old'")).toBe(0);
  });

  it("has not begun by a check alone: a tripwire that cannot be read is still in the way", async () => {
    await readyForContract({ policy: { quietWindowMs: 100 } });
    await observeQuiet();
    const { runId, letGo } = await waitingForLock();
    expect((await world.run(runId)).steps[0]).toMatchObject({ kind: "check", state: "succeeded" });
    await world.store.pool.query("update tripwires set value = null");
    await letGo();
    const run = await world.finish(runId);
    expect(run).toMatchObject({ state: "paused", reason: { code: "step.not-allowed" } });
    expect(run.reason?.message).toMatch(/cannot be read, so nothing is known/);
    expect(await oldColumns()).toBe(1);
  });

  it("does not happen where the approval was withdrawn meanwhile", async () => {
    await readyForContract();
    const { runId, letGo } = await waitingForLock();
    const [given] = await world.store.db.select().from(approvals);
    await world.store.db.insert(approvals).values({
      ...given!,
      id: newId("apr"),
      decision: "reject",
      createdAt: new Date(given!.createdAt.getTime() + 1000),
    });
    await letGo();
    const run = await world.finish(runId);
    expect(run).toMatchObject({ state: "paused", reason: { code: "step.not-allowed" } });
    expect(await oldColumns()).toBe(1);
  });
});

describe("after a phase", () => {
  it("contract fails where something of ours is left on the table, and succeeds once it is gone", async () => {
    await readyForContract();
    await world.target.query(
      `CREATE FUNCTION interlock.left_over() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$;
       CREATE TRIGGER left_over BEFORE UPDATE ON public.people FOR EACH ROW EXECUTE FUNCTION interlock.left_over();`,
    );
    const run = await world.finish(await world.start("contract"));
    expect(run).toMatchObject({ state: "failed", error: { code: "phase.leftovers" } });
    expect(run.error?.message).toContain("trigger left_over on public.people");
    await world.target.query("DROP FUNCTION interlock.left_over() CASCADE");
    expect((await world.finish(await world.start("contract"))).state).toBe("succeeded");
  });

  it("forgets what runs of long ago wrote down on the target, and nothing newer", async () => {
    world = await createWorld({ rows: 10 });
    await world.worker();
    const first = await world.start("expand");
    await world.finish(first);
    await world.target.query(
      `UPDATE interlock.run SET updated_at = now() - interval '91 days';
       UPDATE interlock.ledger SET at = now() - interval '91 days' WHERE step_id = 'add-column'`,
    );
    const second = await world.start("backfill");
    expect((await world.finish(second)).state).toBe("succeeded");
    const { rows } = await world.target.query<{ run_id: string }>("SELECT run_id FROM interlock.run");
    expect(rows.map((row) => row.run_id)).toEqual([second]);
    expect(await count("interlock.ledger WHERE step_id = 'add-column'")).toBe(0);
    expect(await count("interlock.ledger WHERE step_id = 'dual-write'")).toBe(1);
  });
});

describe("row security", () => {
  it("that hides rows from us stops a backfill before it passes them over", async () => {
    world = await createWorld({
      rows: 100,
      prepare: `ALTER TABLE public.people ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
        CREATE POLICY even ON public.people USING (id % 2 = 0)`,
    });
    await world.worker();
    expect((await world.finish(await world.start("expand"))).state).toBe("succeeded");
    const run = await world.finish(await world.start("backfill"));
    expect(run).toMatchObject({ state: "failed", error: { code: "backfill.row-security" } });
    expect(await count("oracle.writes")).toBe(0);
  });
});
