import { expect, it } from "vitest";
import { compareIdentity } from "./server-identity";

const at = (systemIdentifier: string | null, timeline: string) => ({ systemIdentifier, timeline });

it.each([
  [at("7", "00000001"), at("7", "00000001"), "same"],
  [at("7", "00000001"), at("7", "00000002"), "failed-over"],
  [at("7", "00000001"), at("8", "00000001"), "another"],
  [at(null, "00000001"), at(null, "00000002"), "failed-over"],
  [at(null, "00000001"), at(null, "00000001"), "same"],
  [at("7", "00000001"), at(null, "00000001"), "another"],
] as const)("%o, then %o: %s", (before, now, verdict) => {
  expect(compareIdentity(before, now)).toBe(verdict);
});
