import { afterAll, beforeAll, expect, it } from "vitest";
import { createTestStore } from "../testing/control-plane";
import { KEPT_MEASUREMENTS, keepMeasuredStep, listMeasuredSteps } from "./measured-steps";

let control: Awaited<ReturnType<typeof createTestStore>>;
beforeAll(async () => {
  control = await createTestStore();
});
afterAll(async () => {
  await control?.drop();
});

it("keeps the newest of each kind on each environment", async () => {
  const { db } = control.store;
  const step = { bytes: 1, ms: 1, runId: "run", stepId: "step" };
  await db.transaction(async (tx) => {
    await keepMeasuredStep(tx, { ...step, environmentId: "here", kind: "backfill", rows: -1 });
    await keepMeasuredStep(tx, { ...step, environmentId: "there", kind: "scan", rows: -2 });
    for (let rows = 1; rows <= KEPT_MEASUREMENTS + 3; rows++) {
      await keepMeasuredStep(tx, { ...step, environmentId: "here", kind: "scan", rows });
    }
  });
  const here = await listMeasuredSteps(db, "here");
  expect(here.filter(({ kind }) => kind === "scan").map(({ rows }) => rows)).toEqual(
    Array.from({ length: KEPT_MEASUREMENTS }, (_, at) => at + 4),
  );
  expect(here.filter(({ kind }) => kind === "backfill")).toHaveLength(1);
  expect(await listMeasuredSteps(db, "there")).toMatchObject([{ kind: "scan", rows: -2 }]);
});
