import { afterAll, beforeAll, expect, it } from "vitest";
import { openWatchedEnvironment, statementsPerSample, type WatchedEnvironment } from "./fixture-viewers";

let environment: WatchedEnvironment;
beforeAll(async () => {
  environment = await openWatchedEnvironment();
});
afterAll(() => environment?.close());

it("asks the target no more for fifty viewers than for one", async () => {
  const one = await statementsPerSample(environment, 1);
  const fifty = await statementsPerSample(environment, 50);
  // A sample may fall between two counts: at most one of a dozen on either side.
  expect(Math.abs(fifty / one - 1), `${fifty} and ${one} statements a sample`).toBeLessThan(0.25);
});
