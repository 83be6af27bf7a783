import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { afterEach, expect, it } from "vitest";
import { verifyAudit } from "../audit/verify";
import { diffCatalogs } from "../catalog/diff";
import { readCatalog } from "../catalog/read";
import { rollouts } from "../store/schema";
import { countOf, planRename } from "./fixture-rows";
import { SEED, seededRandom } from "./fixture-seed";
import { expectTwins, startTwinWriters, twinTables } from "./fixture-twin-writers";
import { createWorld, type World } from "./fixture-world";

/** `KILLS=100 SEED=… npx vitest run lib/executor/random-kills.db.test.ts` is the long count. The seed
 * brings back the delays and the app's choices, not how fast the machine gets to a point: the named crash points do. */
const KILLS = Number(process.env.KILLS ?? 6);
const ROWS = 3_000;
/** A run that is killed at every turn would never end. */
const MOST_PER_PHASE = 4;

let world: World;
afterEach(async () => {
  await world?.close();
});

async function startWorker(): Promise<ChildProcess> {
  const child = world.spawnWorker();
  await once(child, "message");
  return child;
}

const epochOf = async (runId: string): Promise<number> =>
  (await world.store.pool.query<{ epoch: number }>("select epoch from runs where id = $1", [runId])).rows[0]!
    .epoch;

it(`loses no row, applies none twice and leaves nothing after ${KILLS} kills -9 at random points of all phases (seed ${SEED})`, async () => {
  const random = seededRandom();
  world = await createWorld({ rows: 1, policy: { batchTargetMs: 5, batchPauseRatio: 8 } });
  const { target } = world;
  const appRole = (await world.app.query<{ name: string }>("SELECT current_user AS name")).rows[0]!.name;
  const sessions = [await world.session(), await world.session()];
  let child = await startWorker();
  let kills = 0;
  let transactions = 0;
  const killsIn: Record<string, number> = {};

  /** Kills whoever works on the run, a random while after it took the run up, until enough or done. */
  const runToItsEnd = async (runId: string, phaseId: string) => {
    for (let epoch = 0, here = 0; here < MOST_PER_PHASE && kills < KILLS; here++) {
      const isOver = async () => (await world.run(runId)).finishedAt !== null;
      await expect
        .poll(async () => (await epochOf(runId)) > epoch || (await isOver()), {
          timeout: 30_000,
          interval: 10,
        })
        .toBe(true);
      if (await isOver()) break;
      epoch = await epochOf(runId);
      await new Promise((resolve) => setTimeout(resolve, random() * 300));
      child.kill("SIGKILL");
      await once(child, "exit");
      if (!(await isOver())) {
        kills += 1;
        killsIn[phaseId] = (killsIn[phaseId] ?? 0) + 1;
      }
      child = await startWorker();
    }
    const run = await world.finish(runId, 120_000);
    expect(run.state, `${phaseId}: ${JSON.stringify(run.error ?? run.reason)}`).toBe("succeeded");
    const events = await world.events(runId);
    expect(events.map(({ seq }) => seq)).toEqual(events.map((_, i) => i + 1));
  };

  while (kills < KILLS) {
    await world.store.db.update(rollouts).set({ closedAt: new Date() });
    await target.query(twinTables(ROWS, world.executor, appRole));
    await target.query("ALTER TABLE public.people RENAME COLUMN full_name TO name");
    const wanted = await readCatalog(target);
    await target.query("ALTER TABLE public.people RENAME COLUMN name TO full_name");
    const draft = await planRename(target);
    const plan = await world.another(draft);
    await plan.approveContract();
    const writers = startTwinWriters(sessions, ROWS * 1.2, random);
    try {
      for (const node of draft.nodes) {
        if (node.type === "phase") await runToItsEnd(await plan.start(node.id), node.id);
        else {
          writers.column = "name";
          await plan.deploy(node.id);
        }
      }
    } finally {
      await writers.stop();
    }
    transactions += writers.transactions;
    await expectTwins(world);
    expect(diffCatalogs(wanted, await readCatalog(target))).toEqual([]);
    expect(await countOf(world, "pg_index WHERE NOT (indisvalid AND indisready)")).toBe(0);
    const written = await countOf(world, "oracle.writes");
    expect(written).toBeGreaterThan(0);
    const { rows } = await target.query<{ n: number }>(
      "SELECT coalesce(sum(rows_written), 0)::int AS n FROM interlock.cursor c WHERE c.rollout_id = (SELECT rollout_id FROM interlock.run ORDER BY started_at DESC LIMIT 1)",
    );
    expect(written, "writes of ours against what the cursor counted").toBe(rows[0]!.n);
  }

  child.kill("SIGTERM");
  await once(child, "exit");
  const ours = "pg_stat_activity WHERE datname = current_database() AND application_name LIKE 'interlock:%'";
  await expect.poll(() => countOf(world, ours), { timeout: 10_000 }).toBe(0);
  expect(
    await countOf(
      world,
      "pg_locks WHERE locktype = 'advisory' AND database = (SELECT oid FROM pg_database WHERE datname = current_database())",
    ),
  ).toBe(0);
  expect(await countOf(world, "pg_proc WHERE pronamespace = 'interlock'::regnamespace")).toBe(0);
  expect((await verifyAudit(world.store.db)).ok).toBe(true);
  console.log(
    `${kills} kills (${JSON.stringify(killsIn)}), ${transactions} transactions of the app, seed ${SEED}`,
  );
}, 3_600_000);
