import { describe, expect, test } from "vitest";
import type { TrafficStats } from "@/lib/contracts/demo";
import { summarise, versionShares } from "./traffic.model";

const second = (successes: number, errors = 0): TrafficStats["history"][number] => ({
  at: "2026-01-31T12:00:00.000Z",
  successes,
  errors,
  p50Ms: 2,
  p99Ms: 9,
  maxMs: 12,
});
const stats = (over: Partial<TrafficStats> = {}): TrafficStats => ({
  at: "2026-01-31T12:00:00.000Z",
  running: true,
  plannedPerSecond: 50,
  services: [],
  successes: 100,
  planned: 100,
  errors: [],
  history: [second(50), second(48)],
  misbehaving: [],
  ...over,
});

describe("the verdict", () => {
  test.each([
    ["as planned", stats(), "ok"],
    ["stopped", stats({ running: false }), "bad"],
    ["nothing measured yet", stats({ history: [] }), "bad"],
    ["errors in the last seconds", stats({ history: [second(50, 1)] }), "bad"],
    ["far below plan", stats({ history: [second(10)] }), "warn"],
  ] as const)("%s", (_, given, tone) => {
    expect(summarise(given).verdict.tone).toBe(tone);
  });

  test("errors long ago do not make it red now", () => {
    const errors = [{ sqlstate: "42703", count: 9, lastMessage: "x" }];
    expect(summarise(stats({ errors })).verdict.tone).toBe("ok");
    expect(summarise(stats({ errors })).errorTotal).toBe(9);
  });
});

test("versions that no client runs are left out, and the shares add up to one", () => {
  const shares = versionShares([
    { version: "v10", clients: 1 },
    { version: "v2", clients: 3 },
    { version: "v1", clients: 0 },
  ]);
  expect(shares.map((share) => [share.version, share.share])).toEqual([
    ["v2", 0.75],
    ["v10", 0.25],
  ]);
});
