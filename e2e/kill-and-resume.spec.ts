import type { Run } from "../lib/contracts/run";
import { Api } from "./fixtures/api";
import { startInterlock } from "./fixtures/interlock";
import { signIn } from "./fixtures/people";
import { startOnPlanPage } from "./fixtures/plan-page";
import { runByApi, untilSucceeded } from "./fixtures/runs";
import { expect, test } from "./fixtures/test";
import { installWriteOracle, openDemoDatabase, readCursor, readWrites } from "./fixtures/write-oracle";

// While the server is dead the open page asks in vain.
test.use({ expectedConsoleErrors: [/net::ERR_/] });

/** Small batches with long pauses: production's rows would take minutes, so a kill cannot come too late. */
const SLOW = { batchTargetMs: 5, batchPauseRatio: 5 };
const FAST = { batchTargetMs: 50, batchPauseRatio: 0 };
const SOME_ROWS = 5_000;

const rowsDone = (run: Run): number => run.steps.find(({ progress }) => progress)?.progress?.rowsDone ?? 0;

test("a backfill survives kill -9 of the server, twice, and writes every row once", async ({ newPage }) => {
  test.setTimeout(300_000);
  let interlock = await startInterlock();
  const page = await newPage({ baseURL: interlock.url });
  const api = await Api.as(interlock, interlock.admin.apiKey);
  let production = await openDemoDatabase(interlock.dataDir, "production");
  const restart = async () => {
    interlock = await startInterlock(interlock);
    production = await openDemoDatabase(interlock.dataDir, "production");
  };
  try {
    await installWriteOracle(production);
    const staging = await api.environment("staging");
    const environment = await api.environment("production");

    const planId = await test.step("the change is one click away on the first visit", async () => {
      await signIn(page, "Ada");
      await page.getByRole("link", { name: /Rename customers\.full_name to name/ }).click();
      await page.getByRole("button", { name: "Make the plan" }).click();
      await page.waitForURL(/\/plans\//);
      return new URL(page.url()).pathname.split("/")[2] ?? "";
    });
    await runByApi(api, { planId, environmentId: staging.id, phaseId: "expand" });
    await runByApi(api, { planId, environmentId: staging.id, phaseId: "backfill" });
    await runByApi(api, { planId, environmentId: environment.id, phaseId: "expand" });

    await api.setPolicy(environment.id, SLOW);
    const runId = await startOnPlanPage(page, { planId, environment, nodeId: "backfill" }, { asks: true });
    const untilBeyond = async (rows: number) => {
      await expect
        .poll(async () => rowsDone(await api.run(runId)), { timeout: 60_000 })
        .toBeGreaterThan(rows);
      expect((await api.run(runId)).state, "still in the middle").toBe("running");
    };
    await untilBeyond(SOME_ROWS);

    const first = await test.step("everything but the embedded Postgres is killed", async () => {
      await interlock.killAll({ postgres: "stays" });
      const cursor = await readCursor(production);
      expect(cursor.rowsDone).toBeGreaterThan(SOME_ROWS);
      await restart();
      return cursor;
    });
    await untilBeyond(first.rowsDone + SOME_ROWS);
    expect((await readCursor(production)).epoch, "another worker took over").toBeGreaterThan(first.epoch);

    await test.step("everything is killed, Postgres too", async () => {
      await api.setPolicy(environment.id, FAST);
      await interlock.killAll({ postgres: "goes" });
      await restart();
    });
    const second = await readCursor(production);
    expect(second.rowsDone).toBeGreaterThan(first.rowsDone + SOME_ROWS);

    const run = await untilSucceeded(api, runId);
    await expect(
      page.getByRole("status").filter({ hasText: /is done\./ }),
      "the page that was open all the time comes back by itself",
    ).toBeVisible({ timeout: 30_000 });

    const writes = await readWrites(production);
    expect(writes.unequal, "rows whose two names differ").toBe(0);
    expect(writes.mostOften, "the most often that we wrote one row").toBe(1);
    expect(writes.wrong, "rows not written exactly once, that the app never wrote").toBe(0);
    expect(writes.ours, "rows that we wrote").toBeGreaterThan(0.9 * writes.rows);
    // From the cursor on: a start from the beginning would have looked at these rows again.
    expect(rowsDone(run)).toBeLessThanOrEqual(writes.rows);
  } finally {
    await production.end().catch(() => {});
    await api.dispose();
    await interlock.remove();
  }
});
