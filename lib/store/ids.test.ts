import { describe, expect, it } from "vitest";
import { newId } from "./ids";

describe("newId", () => {
  it("names what the id is for and stays within lower-case letters and digits", () => {
    expect(newId("chg")).toMatch(/^chg_[0-9a-hjkmnp-tv-z]{26}$/);
  });

  it("sorts by age as text", () => {
    const ids = [1, 999, 1_000_000, 1_795_000_000_000, 1_795_000_000_001].map((at) => newId("run", at));
    expect([...ids].sort()).toEqual(ids);
  });

  it("never repeats within one millisecond", () => {
    const ids = new Set(Array.from({ length: 5000 }, () => newId("run", 1)));
    expect(ids.size).toBe(5000);
  });
});
