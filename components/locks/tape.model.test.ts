import { expect, test } from "vitest";
import { instantAt, nextWait, placeOf, sayPlace, secondsOf, TAPE_SECONDS } from "./tape.model";

const NOW = Date.parse("2026-01-02T03:20:00.400Z");
const last = TAPE_SECONDS - 1;
const point = (at: string, waiting: number) => ({ at, waiting, longestWaitMs: 0, harmMs: 0 });

test("each second has its place, newest last, and what is older has left the scale", () => {
  const values = secondsOf(
    [
      point("2026-01-02T03:00:00.000Z", 9),
      point("2026-01-02T03:19:50.000Z", 2),
      point("2026-01-02T03:20:00.000Z", 1),
    ],
    NOW,
  );
  expect(values).toHaveLength(TAPE_SECONDS);
  expect([values[last], values[last - 10], values.filter((value) => value === 9).length]).toEqual([1, 2, 0]);
});

test("a place and its instant stand for each other", () => {
  const at = instantAt(last - 10, NOW);
  expect(at).toBe("2026-01-02T03:19:50.000Z");
  expect(placeOf(at, NOW)).toBe(last - 10);
  expect(placeOf("2026-01-02T02:00:00.000Z", NOW)).toBeNull();
});

test("a place is said in words", () => {
  expect(sayPlace(last, 0)).toBe("now, nobody waited");
  expect(sayPlace(last - 250, 3)).toBe("4 min 10 s ago, 3 waiting");
});

test("jumps to where waiting began, in both directions", () => {
  const values = [0, 0, 2, 3, 0, 0, 1, 0];
  expect(nextWait(values, 7, -1)).toBe(6);
  expect(nextWait(values, 6, -1)).toBe(3);
  expect(nextWait(values, 0, 1)).toBe(2);
  expect(nextWait(values, 6, 1)).toBeNull();
});
