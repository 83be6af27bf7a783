import { expect, test } from "vitest";
import type { RunEvent, RunStep } from "@/lib/contracts/run";
import { logLines } from "./log-lines.model";

const at = "2026-01-31T12:00:00.000Z";
const step = (state: RunStep["state"]): RunEvent =>
  ({
    seq: 0,
    at,
    type: "step",
    data: { step: { id: "s", title: "Add column", state, error: null } },
  }) as RunEvent;
const numbered = (events: readonly RunEvent[]) =>
  events.map((event, index) => ({ ...event, seq: index + 1 }));

test("a step is told once per state, and progress is not in the log", () => {
  const events = numbered([
    step("running"),
    step("running"),
    { seq: 0, at, type: "progress", data: { stepId: "s", progress: {} } } as RunEvent,
    step("succeeded"),
  ]);
  expect(logLines(events).map((line) => line.text)).toEqual(["Add column: begun", "Add column: done"]);
});

test("blockers are named with what they hold and for how long", () => {
  const events = numbered([
    {
      seq: 0,
      at,
      type: "blocked",
      data: {
        stepId: "s",
        blockers: [
          {
            pid: 7,
            user: "shop",
            applicationName: "report",
            state: "idle in transaction",
            query: null,
            transactionAgeMs: 61_000,
            relation: "public.customers",
            mode: "AccessShareLock",
          },
        ],
      },
    },
  ]);
  expect(logLines(events)[0]?.text).toBe(
    "In the way: report (pid 7) holds Access share on public.customers, transaction open 1 min 1 s",
  );
});

test("a session in the way is told once, however often it is seen", () => {
  const seen = (pid: number, transactionAgeMs: number): RunEvent =>
    ({
      seq: 0,
      at,
      type: "blocked",
      data: {
        stepId: "s",
        blockers: [
          { pid: 1, mode: "RowShareLock", relation: "t", transactionAgeMs: 5 },
          { pid, mode: "AccessShareLock", relation: "t", transactionAgeMs },
        ],
      },
    }) as unknown as RunEvent;
  const lines = logLines(numbered([seen(7, 2000), seen(7, 3000), seen(8, 2000)]));
  expect(lines.map((line) => line.text.match(/pid \d/)?.[0])).toEqual(["pid 7", "pid 8"]);
});

test("harm of nothing says nothing; harm past the budget is an error", () => {
  const harm = (harmMs: number): RunEvent => ({
    seq: 0,
    at,
    type: "harm",
    data: { stepId: "s", harmMs, budgetMs: 100 },
  });
  expect(logLines(numbered([harm(0), harm(50), harm(120)])).map((line) => line.level)).toEqual([
    "warning",
    "error",
  ]);
});

test("a busy try is no problem, because nobody waits for it; an error is one", () => {
  const attempt = (outcome: "busy" | "error", waitedMs: number): RunEvent => ({
    seq: 0,
    at,
    type: "attempt",
    data: { stepId: "s", attempt: 3, outcome, waitedMs, message: "Connection lost." },
  });
  const looked = attempt("busy", 90);
  const zeroth = { ...looked, data: { ...looked.data, attempt: 0 } } as RunEvent;
  expect(logLines(numbered([zeroth]))[0]?.text).toMatch(/^Looked: not free yet/);
  expect(logLines(numbered([attempt("busy", 1200), attempt("error", 0)]))).toMatchObject([
    { level: "info", text: "Try 3: not free yet after 1.2 s; nobody queues behind us." },
    { level: "error", text: "Try 3: error. Connection lost." },
  ]);
});

test("looking again and again is one line, until something else is told", () => {
  const busy = (waitedMs: number): RunEvent =>
    ({
      seq: 0,
      at,
      type: "attempt",
      data: { stepId: "s", attempt: 0, outcome: "busy", waitedMs, message: "" },
    }) as RunEvent;
  const lines = logLines(numbered([busy(100), busy(1100), step("succeeded"), busy(50)]));
  expect(lines.map((line) => line.text)).toEqual([
    "Looked: not free yet after 1.1 s; nobody queues behind us.",
    "Add column: done",
    "Looked: not free yet after 50 ms; nobody queues behind us.",
  ]);
});
