import { expect, test } from "vitest";
import { linePath } from "./sparkline.model";

test("the newest value stands at the right edge, the largest at the top", () => {
  expect(linePath([0, 5, 10], 5, 10)).toEqual({ line: "M 2 100 L 3 50 L 4 0", startX: 2, endX: 4 });
});
test("older values than fit are left out", () => {
  expect(linePath([9, 9, 0, 10], 2, 10)?.line).toBe("M 0 100 L 1 0");
});
test("a value above the scale stays in the box", () => {
  expect(linePath([20, 20], 2, 10)?.line).toBe("M 0 0 L 1 0");
});
test("nothing draws nothing, one value draws something", () => {
  expect(linePath([], 5, 10)).toBeNull();
  expect(linePath([10], 5, 10)?.line).toBe("M 3 0 L 4 0");
});
