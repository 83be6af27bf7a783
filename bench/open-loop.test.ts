import { expect, it } from "vitest";
import { stalledMs } from "./open-loop";
import { median, pairs, percentile, ratios } from "./row";

it("counts the union of the times in which somebody was late, beyond what is allowed", () => {
  const beats = [
    { due: 0, end: 5 },
    { due: 10, end: 110 },
    { due: 20, end: 120 },
    { due: 300, end: 350 },
  ];
  expect(stalledMs(beats, 25)).toBe(85 + 25);
  expect(stalledMs(beats, 1000)).toBe(0);
});

it("takes medians, percentiles and ratios pair by pair", async () => {
  expect(median([3, 1, 2])).toBe(2);
  expect(median([4, 1, 2, 3])).toBe(2.5);
  expect(percentile([1, 2, 3, 4], 0.75)).toBe(3);
  const order: string[] = [];
  const measured = await pairs(
    2,
    async (at) => {
      order.push(`a${at}`);
      return 1;
    },
    async (at) => {
      order.push(`b${at}`);
      return 2;
    },
  );
  expect(order).toEqual(["a0", "b0", "a1", "b1"]);
  expect(ratios(measured)).toEqual([0.5, 0.5]);
});
