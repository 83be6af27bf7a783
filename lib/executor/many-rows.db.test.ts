import { afterEach, expect, it } from "vitest";
import { planRename } from "./fixture-rows";
import { SEED, seededRandom } from "./fixture-seed";
import { expectTwins, startTwinWriters, twinTables } from "./fixture-twin-writers";
import { createWorld, type World } from "./fixture-world";

/** `ROWS=2000000` is the long count. */
const ROWS = Number(process.env.ROWS ?? 20_000);

let world: World;
afterEach(async () => {
  await world?.close();
});

it(`ends with the rows that the app wrote, of ${ROWS} that change, come and go under the backfill (seed ${SEED})`, async () => {
  const random = seededRandom();
  world = await createWorld({ rows: 1, policy: { growthBudgetBytes: 0, walBudgetBytes: 0 } });
  const { target } = world;
  const appRole = (await world.app.query<{ name: string }>("SELECT current_user AS name")).rows[0]!.name;
  await target.query(twinTables(ROWS, world.executor, appRole));
  const draft = await planRename(target);
  const plan = await world.another(draft);
  await plan.approveContract();
  await world.worker();
  const sessions = await Promise.all([1, 2, 3, 4].map(() => world.session()));
  const writers = startTwinWriters(sessions, ROWS * 1.2, random);
  try {
    for (const node of draft.nodes) {
      if (node.type === "deploy") {
        writers.column = "name";
        await plan.deploy(node.id);
        continue;
      }
      const run = await world.finish(await plan.start(node.id), 3_000_000);
      expect(run, JSON.stringify(run.error ?? run.reason)).toMatchObject({ state: "succeeded" });
    }
  } finally {
    await writers.stop();
  }
  expect(writers.transactions).toBeGreaterThan(0);
  await expectTwins(world);
  console.log(`${ROWS} rows, ${writers.transactions} transactions of the app, seed ${SEED}`);
}, 3_600_000);
