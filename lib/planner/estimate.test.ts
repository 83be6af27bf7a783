import { describe, expect, it } from "vitest";
import { blankTable } from "@/lib/catalog/blank";
import { estimateOf, type MeasuredStep, type Measurements } from "./estimate";

const MB = 1024 * 1024;
const NOW = Date.UTC(2026, 10, 28);
const HOUR = 3_600_000;

const table = (more: object = {}) => ({
  ...blankTable({ schema: "public", name: "t" }),
  rowEstimate: 1_000_000,
  heapBytes: 100 * MB,
  ...more,
});
const NOTHING: Measurements = { steps: [], nowMs: NOW };

/** Steps of one second each. */
function measured(
  kind: MeasuredStep["kind"],
  eachSecond: readonly { readonly bytes: number; readonly rows: number }[],
  ageMs = 0,
): Measurements {
  const measuredAt = new Date(NOW - ageMs);
  return { steps: eachSecond.map((one) => ({ kind, ms: 1000, measuredAt, ...one })), nowMs: NOW };
}

describe("an estimate where nothing was measured", () => {
  it("is the wider the more of the table is written, and says so", () => {
    const quiet = estimateOf({ kind: "index-build", table: table() }, NOTHING);
    const busy = estimateOf(
      { kind: "index-build", table: table({ writesTotal: 5_000_000, statsAgeSeconds: 100 }) },
      NOTHING,
    );
    expect(quiet).toEqual({
      lowMs: 1001,
      highMs: 10_100,
      basis:
        "about 1,000,000 rows at 100,000 to 1,000,000 rows a second, assumed: no index build measured here yet",
    });
    expect(busy).toMatchObject({ lowMs: 1001, highMs: 15_100 });
    expect(busy.basis).toMatch(/, beside about 50,000 rows written each second$/);
  });

  it("knows nothing of writes where the statistics say no age", () => {
    const unknown = table({ writesTotal: 900, statsAgeSeconds: null });
    expect(estimateOf({ kind: "scan", table: unknown }, NOTHING)).toEqual(
      estimateOf({ kind: "scan", table: table() }, NOTHING),
    );
  });

  it("promises nothing of a table that was never analysed, or is not known", () => {
    const never = table({ rowEstimate: null, heapBytes: 0 });
    for (const of of [never, null]) {
      expect(estimateOf({ kind: "rewrite", table: of }, NOTHING)).toMatchObject({
        lowMs: 1,
        highMs: 3_600_000,
      });
    }
  });

  it("is short where only the catalog is changed", () => {
    expect(estimateOf(null, NOTHING)).toMatchObject({ lowMs: 1, highMs: 100 });
  });
});

describe("an estimate from what was measured", () => {
  it("goes by the bytes of a table for scans, builds and rewrites, by its rows for backfills", () => {
    // Twice as many rows on as many pages: a scan takes as long, a backfill twice as long.
    const narrow = table({ rowEstimate: 2_000_000 });
    const steps = [{ bytes: 10 * MB, rows: 100_000 }];
    for (const kind of ["scan", "index-build", "rewrite"] as const) {
      const seen = measured(kind, steps);
      expect(estimateOf({ kind, table: narrow }, seen)).toEqual(estimateOf({ kind, table: table() }, seen));
    }
    const fills = measured("backfill", steps);
    expect(estimateOf({ kind: "backfill", table: table() }, fills)).toMatchObject({
      lowMs: 5001,
      highMs: 20_100,
      basis: expect.stringMatching(
        /^about 1,000,000 rows at 100,000 rows a second: 1 backfill measured here/,
      ),
    });
    expect(estimateOf({ kind: "backfill", table: narrow }, fills)).toMatchObject({
      lowMs: 10_001,
      highMs: 40_100,
    });
  });

  it("lies between the tenth from below and the tenth from above, widened by one part in their number", () => {
    // 10, 11, … 20 MB a second: the quantiles are 11 and 19.
    const eleven = Array.from({ length: 11 }, (_, at) => ({ bytes: (10 + at) * MB, rows: 1 }));
    const { lowMs, highMs, basis } = estimateOf(
      { kind: "index-build", table: table() },
      measured("index-build", eleven, 50 * HOUR),
    );
    expect(lowMs).toBe(Math.ceil((100 / 19 / (12 / 11)) * 1000) + 1);
    expect(highMs).toBe(Math.ceil((100 / 11) * (12 / 11) * 1000) + 100);
    expect(basis).toBe(
      "about 100 MB at 11.0 to 19.0 MB a second: 11 index builds measured here, the newest 2 days before this plan",
    );
  });

  it("is half to twice of the only one, and narrower with each that agrees", () => {
    const of = (count: number) =>
      estimateOf(
        { kind: "scan", table: table() },
        measured(
          "scan",
          Array.from({ length: count }, () => ({ bytes: 10 * MB, rows: 1 })),
        ),
      );
    expect(of(1)).toMatchObject({ lowMs: 5001, highMs: 20_100 });
    expect(of(10)).toMatchObject({ lowMs: 9092, highMs: 11_100 });
  });

  it("is not moved by one of many that took far longer", () => {
    const fast = Array.from({ length: 20 }, () => ({ bytes: 10 * MB, rows: 1 }));
    const slow = { bytes: 1, rows: 1 };
    expect(
      estimateOf({ kind: "scan", table: table() }, measured("scan", [...fast, slow])).highMs,
    ).toBeLessThan(11_000);
  });

  it("goes by the rows where the pages of the table were never counted", () => {
    const filled = table({ heapBytes: 0 });
    expect(
      estimateOf({ kind: "scan", table: filled }, measured("scan", [{ bytes: MB, rows: 500_000 }])).basis,
    ).toMatch(/^about 1,000,000 rows at 500,000 rows a second: 1 scan measured here/);
  });

  it("is the wider the more of the table is written", () => {
    const busy = table({ writesTotal: 500_000, statsAgeSeconds: 100 });
    const seen = measured("backfill", [{ bytes: 1, rows: 10_000 }], HOUR);
    expect(estimateOf({ kind: "backfill", table: busy }, seen)).toEqual({
      lowMs: 50_001,
      highMs: 400_100,
      basis:
        "about 1,000,000 rows at 10,000 rows a second: 1 backfill measured here 1 hour before this plan, beside about 5,000 rows written each second",
    });
  });

  it("takes nothing from another kind of work", () => {
    const seen = measured("scan", [{ bytes: MB, rows: 1 }]);
    expect(estimateOf({ kind: "rewrite", table: table() }, seen)).toEqual(
      estimateOf({ kind: "rewrite", table: table() }, NOTHING),
    );
  });

  it.each([
    [0, "less than a minute"],
    [-HOUR, "less than a minute"],
    [90_000, "1 minute"],
    [5 * HOUR, "5 hours"],
    [24 * HOUR, "1 day"],
  ])("says how old the newest was: %i ms", (ageMs, words) => {
    const seen = measured("scan", [{ bytes: MB, rows: 1 }], ageMs);
    expect(estimateOf({ kind: "scan", table: table() }, seen).basis).toMatch(
      new RegExp(`1 scan measured here ${words} before this plan$`),
    );
  });
});
