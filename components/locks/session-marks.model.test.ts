import { expect, test } from "vitest";
import { lockSession } from "./fixture-session";
import { isOurs, marksOf, sessionNumber } from "./session-marks.model";

const words = (more: Parameters<typeof lockSession>[0]) => marksOf(lockSession(more)).map(({ word }) => word);

test("an app's session has no mark", () => {
  expect(words({ pid: 7 })).toEqual([]);
});
test("a run's session and any other of ours are marked", () => {
  expect(words({ pid: 7, runId: "run_1", applicationName: "interlock:run:run_1" })).toEqual(["Interlock"]);
  expect(isOurs({ runId: null, applicationName: "interlock:check" })).toBe(true);
  expect(isOurs({ runId: null, applicationName: "my interlock:app" })).toBe(false);
});
test("an autovacuum that yields is told from one that does not", () => {
  const vacuum = { pid: 7, backendType: "autovacuum worker", query: "autovacuum: VACUUM public.t" };
  expect(words(vacuum)).toEqual(["autovacuum"]);
  expect(words({ ...vacuum, query: `${vacuum.query} (to prevent wraparound)` })).toEqual([
    "autovacuum against wraparound",
  ]);
});
test("a prepared transaction is called by its transaction's id", () => {
  expect(words({ pid: -741, state: "prepared", backendType: "prepared transaction" })).toEqual(["prepared"]);
  expect(sessionNumber(-741)).toBe("transaction 741");
  expect(sessionNumber(7)).toBe("7");
});
