import { describe, expect, it } from "vitest";
import { TrafficCounter } from "./counter";

function counterAt(startMs: number) {
  const clock = { nowMs: startMs };
  return { clock, counter: new TrafficCounter(() => clock.nowMs) };
}

describe("the traffic counter", () => {
  it("closes a second with its quantiles by nearest rank", () => {
    const { clock, counter } = counterAt(10_000);
    for (let latency = 1; latency <= 100; latency++) counter.success(latency);
    clock.nowMs = 11_000;
    expect(counter.snapshot().history).toEqual([
      { at: "1970-01-01T00:00:10.000Z", successes: 100, errors: 0, p50Ms: 50, p99Ms: 99, maxMs: 100 },
    ]);
  });

  it("keeps the running second open", () => {
    const { clock, counter } = counterAt(10_000);
    counter.success(5);
    clock.nowMs = 10_999;
    expect(counter.snapshot()).toMatchObject({ successes: 1, history: [] });
  });

  it("counts errors by SQLSTATE with the newest message, and apart from successes", () => {
    const { clock, counter } = counterAt(0);
    counter.error("42703", "first", 3);
    counter.error("42703", "second", 4);
    counter.error("08001", "no server");
    clock.nowMs = 1_000;
    expect(counter.snapshot()).toMatchObject({
      successes: 0,
      errors: [
        { sqlstate: "42703", count: 2, lastMessage: "second" },
        { sqlstate: "08001", count: 1, lastMessage: "no server" },
      ],
      history: [{ successes: 0, errors: 3, maxMs: 4 }],
    });
  });

  it("shows seconds in which nothing happened, and no more than two minutes", () => {
    const { clock, counter } = counterAt(0);
    clock.nowMs = 3_000;
    expect(counter.snapshot().history.map(({ successes }) => successes)).toEqual([0, 0, 0]);
    clock.nowMs = 110_000;
    counter.success(1);
    clock.nowMs = 200_000;
    const { history } = counter.snapshot();
    expect(history).toHaveLength(120);
    expect(history.at(-1)?.at).toBe("1970-01-01T00:03:19.000Z");
  });

  it("begins anew after a long sleep of the machine", () => {
    const { clock, counter } = counterAt(0);
    counter.success(1);
    clock.nowMs = 86_400_000;
    expect(counter.snapshot()).toMatchObject({ successes: 1, history: [{ successes: 1 }] });
  });
});
