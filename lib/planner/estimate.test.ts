import { describe, expect, it } from "vitest";
import { blankTable } from "@/lib/catalog/blank";
import { rowsEstimate } from "./estimate";

const table = (more: object = {}) => ({
  ...blankTable({ schema: "public", name: "t" }),
  rowEstimate: 1_000_000,
  ...more,
});

describe("an estimate over all rows", () => {
  it("is the wider the more of the table is written, and says so", () => {
    const quiet = rowsEstimate("index", table());
    const busy = rowsEstimate("index", table({ writesTotal: 5_000_000, statsAgeSeconds: 100 }));
    expect(quiet).toMatchObject({ lowMs: 1001, highMs: 10_100 });
    expect(busy).toMatchObject({ lowMs: 1001, highMs: 15_100 });
    expect(quiet.basis).not.toMatch(/written/);
    expect(busy.basis).toMatch(/beside about 50,000 rows written each second$/);
  });

  it("takes the speed that was measured, beside the same writes", () => {
    const busy = table({ writesTotal: 500_000, statsAgeSeconds: 100 });
    expect(rowsEstimate("backfill", busy, 10_000)).toEqual({
      lowMs: 70_000,
      highMs: 300_100,
      basis:
        "about 1,000,000 rows at 10,000 rows a second, measured here, beside about 5,000 rows written each second",
    });
  });

  it("knows nothing of writes where the statistics say no age", () => {
    const unknown = rowsEstimate("scan", table({ writesTotal: 900, statsAgeSeconds: null }));
    expect(unknown).toEqual(rowsEstimate("scan", table()));
  });
});
