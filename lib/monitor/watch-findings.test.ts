import { describe, expect, it } from "vitest";
import type { LockSession, Locks } from "../contracts/locks";
import { mergeFindings, seeOngoing, seeScans, seeWaiting } from "./watch-findings";

const session = (pid: number, over: Partial<LockSession> = {}): LockSession => ({
  pid,
  user: "shop",
  applicationName: null,
  clientAddress: null,
  backendType: "client backend",
  state: "active",
  waitEventType: null,
  waitEvent: null,
  query: null,
  xactStart: null,
  queryStart: null,
  stateChange: null,
  waitingMs: null,
  blockedBy: [],
  locks: [],
  runId: null,
  ...over,
});
const waiter = (pid: number, waitingMs: number, relation: string, granted = false, over = {}) =>
  session(pid, {
    waitingMs,
    blockedBy: [1],
    locks: [{ relation, mode: "RowExclusiveLock", granted }],
    ...over,
  });
const locks = (...sessions: LockSession[]): Locks => ({
  takenAt: "2026-01-01T12:00:00.000Z",
  sampleMs: 1,
  sessions: [session(1, { applicationName: "report" }), ...sessions],
  roots: [],
  summary: { waiting: 0, longestWaitMs: 0, harmMs: 0 },
  error: null,
});

describe("sessions that wait", () => {
  it("are told of by the longest on each table", () => {
    const seen = seeWaiting(
      locks(waiter(2, 1_500, "public.a"), waiter(3, 2_340, "public.a"), waiter(4, 1_000, "public.b")),
      ["public.a", "public.b"],
    );
    expect(seen).toEqual([
      {
        code: "waiting",
        relation: "public.a",
        message: "shop (pid 3) waited 2.3 s on public.a, behind report (pid 1).",
        measure: 2_340,
      },
      expect.objectContaining({ relation: "public.b", measure: 1_000 }),
    ]);
  });

  it("count where they wait for one of its rows, which they hold while they wait for its writer", () => {
    expect(seeWaiting(locks(waiter(2, 2_000, "row (3,14) of public.a", true)), ["public.a"])).toHaveLength(1);
  });

  it.each([
    ["for a moment only", waiter(2, 999, "public.a")],
    ["on another table", waiter(2, 5_000, "public.a_b")],
    ["elsewhere, with a lock on the table", waiter(2, 5_000, "public.a", true)],
    ["as a run of ours", waiter(2, 5_000, "public.a", false, { runId: "run_1" })],
  ])("are not told of %s", (_, one) => {
    expect(seeWaiting(locks(one), ["public.a"])).toEqual([]);
  });
});

describe("scans of whole tables", () => {
  const before = { "public.a": { scans: 7, rows: 100 } };

  it("are told of once they are large, with what was usual before", () => {
    expect(seeScans(before, { "public.a": { scans: 9, rows: 50_100 } })).toEqual([
      {
        code: "scans",
        relation: "public.a",
        message:
          "public.a was read as a whole 2 times since the run, about 25,000 rows each (7 scans were counted before).",
        measure: 2,
      },
    ]);
  });

  it.each([
    ["none is new", { "public.a": { scans: 7, rows: 100 } }],
    ["they are of few rows", { "public.a": { scans: 1_000, rows: 500_000 } }],
    ["the counters were reset", { "public.a": { scans: 2, rows: 20_000 } }],
    ["the table was not counted before", { "public.b": { scans: 10, rows: 1_000_000 } }],
  ])("are not told of where %s", (_, now) => {
    expect(seeScans(before, now)).toEqual([]);
  });
});

describe("what is known", () => {
  it("grows by what is new, and by what has become twice as bad", () => {
    const [early, late] = ["2026-01-01T12:00:00.000Z", "2026-01-01T12:05:00.000Z"];
    const first = mergeFindings([], [seeOngoing("app-health", "It answers 503", 0)], early);
    expect(first.news).toHaveLength(1);
    const same = mergeFindings(first.findings, [seeOngoing("app-health", "It answers 503", 1_900)], late);
    expect(same).toEqual({ findings: first.findings, news: [] });
    const worse = mergeFindings(first.findings, [seeOngoing("app-health", "It answers 503", 2_000)], late);
    expect(worse.findings).toEqual([
      {
        code: "app-health",
        relation: null,
        message: "It answers 503, for 2 s.",
        measure: 2_000,
        firstAt: early,
        lastAt: late,
      },
    ]);
    expect(worse.news).toEqual(worse.findings);
    const other = mergeFindings(worse.findings, [seeOngoing("blind", "Not reached", 0)], late);
    expect(other.findings.map(({ code }) => code)).toEqual(["app-health", "blind"]);
  });
});
