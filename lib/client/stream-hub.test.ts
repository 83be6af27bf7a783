import { expect, test } from "vitest";
import {
  FORGET_AFTER_MS,
  NO_WANTS,
  positionFor,
  reconnectDelayMs,
  wantedTopics,
  withWant,
} from "./stream-hub";

test("topics wanted by several tabs are asked for once", () => {
  const wants = withWant(withWant(NO_WANTS, "a", ["locks:1", "run:2"], 0), "b", ["run:2"], 0);
  expect(wantedTopics(wants)).toEqual(["locks:1", "run:2"]);
});

test("a tab that wants nothing any more, or has gone silent, is forgotten", () => {
  const two = withWant(withWant(NO_WANTS, "a", ["locks:1"], 0), "b", ["run:2"], 10);
  expect(wantedTopics(withWant(two, "a", [], 20))).toEqual(["run:2"]);
  expect(wantedTopics(withWant(two, "b", ["run:2"], FORGET_AFTER_MS + 1))).toEqual(["run:2"]);
});

test("reconnecting never waits longer than two seconds", () => {
  expect([1, 2, 3, 4, 50].map(reconnectDelayMs)).toEqual([250, 500, 1000, 2000, 2000]);
});

test("only what a tab newly shows is told from its beginning", () => {
  expect(positionFor("run:1=12,locks:2=2026-01-31T12:00:00.000Z", ["run:1"])).toBe(
    "locks:2=2026-01-31T12:00:00.000Z",
  );
  expect(positionFor("run:1=12", [])).toBe("run:1=12");
  expect(positionFor("", ["run:1"])).toBe("");
});
