import { describe, expect, it } from "vitest";
import { type BatchSize, FIRST_BATCH, nextBatchSize, smallerBatch } from "./batch-size";

/** A table where each written row costs `msPerRow` on top of a fixed cost per batch. */
function steer(targetMs: number, msPerRow: number, batches: number): { size: BatchSize; tookMs: number } {
  let size = FIRST_BATCH;
  let tookMs = 0;
  for (let i = 0; i < batches; i++) {
    tookMs = 1 + size.rows * msPerRow;
    size = nextBatchSize(size, { rows: size.rows, written: size.rows, tookMs }, targetMs);
  }
  return { size, tookMs };
}

describe("the size of a batch", () => {
  it.each([0.005, 0.05, 0.5])("settles on the target time at %d ms a row", (msPerRow) => {
    const { tookMs } = steer(25, msPerRow, 20);
    expect(tookMs).toBeGreaterThan(20);
    expect(tookMs).toBeLessThan(30);
  });

  it("never moves by more than half or double", () => {
    expect(nextBatchSize(FIRST_BATCH, { rows: 200, written: 200, tookMs: 10_000 }, 25).rows).toBe(100);
    expect(nextBatchSize(FIRST_BATCH, { rows: 200, written: 200, tookMs: 1 }, 25).rows).toBe(400);
  });

  it("does not grow over rows that are done to where rows that are not would take twice the target", () => {
    let { size } = steer(25, 0.05, 20);
    for (let i = 0; i < 50; i++) size = nextBatchSize(size, { rows: size.rows, written: 0, tookMs: 1 }, 25);
    expect(size.rows * 0.05).toBeLessThan(60);
  });

  it("halves after a refusal and never ends at nothing", () => {
    let size: BatchSize = FIRST_BATCH;
    for (let i = 0; i < 20; i++) size = smallerBatch(size);
    expect(size.rows).toBe(10);
  });
});
