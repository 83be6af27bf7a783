import { afterEach, expect, it } from "vitest";
import { startOwnServer } from "../testing/own-server";
import { createWorld, type World } from "./fixture-world";

let world: World;
afterEach(async () => {
  await world?.close();
});

/** Only a vacuum against wraparound comes to the table, as slowly as a policy can make it. */
const ALMOST_WRAPPED = `ALTER TABLE public.people SET (autovacuum_enabled = off,
  autovacuum_freeze_max_age = 100000, autovacuum_vacuum_cost_delay = 100, autovacuum_vacuum_cost_limit = 1)`;

const BURN = `CREATE PROCEDURE public.burn(n int) LANGUAGE plpgsql AS $$ BEGIN
  FOR i IN 1..n LOOP PERFORM txid_current(); COMMIT; END LOOP; END $$`;

it("a vacuum against wraparound is named first, and waited for outside the queue", async () => {
  const server = await startOwnServer({ settings: { autovacuum: "on", autovacuum_naptime: "1s" } });
  world = await createWorld({ rows: 20_000, server, prepare: ALMOST_WRAPPED });
  world.after(() => server.remove());
  await world.target.query(BURN);
  await world.target.query("CALL public.burn(100100)");
  const vacuums = async () =>
    (
      await world.target.query<{ pid: number }>(
        `SELECT p.pid FROM pg_stat_progress_vacuum p JOIN pg_stat_activity a USING (pid)
          WHERE p.relid = 'public.people'::regclass AND a.query LIKE '%to prevent wraparound%'`,
      )
    ).rows;
  await expect.poll(vacuums, { timeout: 60_000 }).toHaveLength(1);

  await world.worker();
  const runId = await world.start("expand");
  const attempts = async () =>
    (await world.events(runId)).flatMap((event) => (event.type === "attempt" ? [event.data.outcome] : []));
  await expect
    .poll(async () => (await attempts()).filter((outcome) => outcome === "busy").length, { timeout: 60_000 })
    .toBeGreaterThan(3);
  const waiting = await world.run(runId);
  expect(waiting.preflight!.items).toContainEqual(
    expect.objectContaining({ code: "vacuum.wraparound", status: "warning" }),
  );
  expect((await world.app.query("SELECT id FROM public.people LIMIT 1")).rows).toHaveLength(1);

  // It ends, and no other comes.
  const [vacuum] = await vacuums();
  expect(vacuum, "still under way").toBeDefined();
  await world.target.query("ALTER SYSTEM SET autovacuum_naptime = '1h'");
  await world.target.query("SELECT pg_reload_conf()");
  await world.target.query("SELECT pg_terminate_backend($1)", [vacuum!.pid]);
  expect(await world.finish(runId)).toMatchObject({ state: "succeeded", harmMs: 0 });
  expect(new Set(await attempts())).toEqual(new Set(["busy", "acquired"]));
});
