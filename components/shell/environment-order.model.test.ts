import { expect, test } from "vitest";
import { byTierDescending } from "./environment-order.model";

test("production comes first, and the team's own before the demo's", () => {
  const sorted = byTierDescending([
    { name: "b", tier: "staging", demo: true },
    { name: "a", tier: "development", demo: false },
    { name: "z", tier: "production", demo: false },
    { name: "c", tier: "production", demo: true },
  ] as const);
  expect(sorted.map((environment) => environment.name)).toEqual(["z", "a", "c", "b"]);
});
