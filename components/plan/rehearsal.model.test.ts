import { describe, expect, it } from "vitest";
import type { PlanNode } from "@/lib/contracts/plan";
import type { QueryCompatibility, RehearsalReport, RehearsedAction } from "@/lib/contracts/rehearsal";
import { lockRows, orderFindings, passGroups, queryRows, rehearsalVerdict } from "./rehearsal.model";

const phase = (id: string, title: string): PlanNode => ({
  type: "phase",
  id,
  kind: "expand",
  title,
  why: "",
  compatibleWith: [],
  destructive: false,
  steps: [],
});
const NODES = [phase("expand", "Expand"), phase("contract", "Contract")];

const query = (sql: string, more: Partial<QueryCompatibility> = {}): QueryCompatibility => ({
  sql,
  role: null,
  calls: null,
  verdict: "works",
  breaksAfter: null,
  beforeAnyDeploy: false,
  error: null,
  ...more,
});
const action = (stepId: string, more: Partial<RehearsedAction> = {}): RehearsedAction => ({
  pass: "up",
  phaseId: "expand",
  stepId,
  title: stepId,
  outcome: "done",
  durationMs: 10,
  locks: [],
  rewrote: [],
  error: null,
  ...more,
});
const report = (more: Partial<RehearsalReport> = {}): RehearsalReport => ({
  passed: true,
  serverVersion: "18.4",
  environmentServerVersion: "15.10",
  missing: [],
  rows: [],
  actions: [action("a"), action("b"), action("a", { pass: "down" }), action("a", { pass: "up-again" })],
  compatibility: { source: "given", note: null, queries: [] },
  findings: [],
  ...more,
});
const finding = (level: "info" | "warning" | "error", message: string) => ({
  level,
  code: "x",
  message,
  phaseId: null,
  stepId: null,
});

describe("the verdict", () => {
  it("says how it passed, with a step counted once however often it was carried out", () => {
    const queries = [query("a"), query("b", { verdict: "not-checked" })];
    const seen = rehearsalVerdict(report({ compatibility: { source: "given", note: null, queries } }));
    expect(seen).toEqual({
      tone: "ok",
      title: "Passed: up, all the way back, and up again",
      detail: "2 steps on PostgreSQL 18.4 · 1 statement of the app tried at every boundary · 40 ms",
    });
  });

  it("tells remarks", () => {
    const seen = rehearsalVerdict(report({ findings: [finding("warning", "a"), finding("info", "b")] }));
    expect(seen).toMatchObject({ tone: "warn", title: expect.stringContaining("with 1 remark") });
  });

  it("puts statements that break before any deploy first, then errors", () => {
    const findings = [finding("error", "a"), finding("error", "b")];
    expect(rehearsalVerdict(report({ passed: false, findings }))).toMatchObject({
      tone: "bad",
      title: "Not passed: 2 findings stand against it",
    });
    const queries = [query("q", { verdict: "breaks", breaksAfter: "expand", beforeAnyDeploy: true })];
    const compatibility = { source: "given" as const, note: null, queries };
    expect(rehearsalVerdict(report({ passed: false, findings, compatibility })).title).toBe(
      "Not passed: 1 statement of the app breaks before any deploy",
    );
  });
});

it("orders findings by level and keeps their order within", () => {
  const findings = [
    finding("info", "i"),
    finding("error", "1"),
    finding("warning", "w"),
    finding("error", "2"),
  ];
  findings.push({ ...finding("error", "in the table"), code: "query.breaks" });
  expect(orderFindings(findings).map(({ message }) => message)).toEqual(["1", "2", "w", "i"]);
});

it("sorts statements: too early, then by phase, then by calls", () => {
  const breaks = (sql: string, breaksAfter: string, calls: number, beforeAnyDeploy = false) =>
    query(sql, { verdict: "breaks", breaksAfter, calls, beforeAnyDeploy });
  const rows = queryRows(
    [
      query("fine"),
      breaks("late, rare", "contract", 1),
      breaks("late, often", "contract", 9),
      query("unknown", { verdict: "not-checked" }),
      breaks("gone phase", "other", 1),
      breaks("too early", "expand", 2, true),
    ],
    NODES,
  );
  expect(rows.breaking.map(({ sql, breaksAfterTitle }) => [sql, breaksAfterTitle])).toEqual([
    ["too early", "Expand"],
    ["gone phase", "other"],
    ["late, often", "Contract"],
    ["late, rare", "Contract"],
  ]);
  expect(rows.unchecked.map(({ sql }) => sql)).toEqual(["unknown"]);
  expect(rows.working.map(({ sql }) => sql)).toEqual(["fine"]);
});

it("compares planned and observed locks, the strongest observed first", () => {
  const locks = [
    { relation: "not taken", planned: "ShareLock", observed: null },
    { relation: "as planned", planned: "ShareLock", observed: "ShareLock" },
    { relation: "stronger", planned: "ShareLock", observed: "AccessExclusiveLock" },
    { relation: "not planned", planned: null, observed: "RowShareLock" },
    { relation: "weaker", planned: "ExclusiveLock", observed: "ShareRowExclusiveLock" },
    { relation: "looked at", planned: null, observed: "AccessShareLock" },
  ] as const;
  const rows = lockRows(action("a", { locks: [...locks] }));
  expect(
    rows.map(({ relation, differs }) => [relation, differs?.word ?? null, differs?.tone ?? null]),
  ).toEqual([
    ["stronger", "Stronger than planned", "bad"],
    ["weaker", "Weaker than planned", "neutral"],
    ["as planned", null, null],
    ["not planned", "Not planned", "bad"],
    ["looked at", null, null],
    ["not taken", "Not taken", "neutral"],
  ]);
  expect(rows[0]).toMatchObject({ planned: "Share", observed: "Access exclusive" });
  expect(rows[5]?.observed).toBe("none");
  const done = lockRows(action("a", { locks: [...locks], outcome: "already-done" }));
  expect(done.every(({ differs }) => differs === null)).toBe(true);
  expect(lockRows(action("a", { locks: null }))).toEqual([]);
});

it("groups what was carried out by pass and phase, and says where something failed", () => {
  const groups = passGroups(
    [
      action("a"),
      action("b", { phaseId: "contract", outcome: "failed", error: "no" }),
      action("a", { pass: "down", durationMs: 1_500 }),
    ],
    NODES,
  );
  expect(groups.map(({ title, summary, failed }) => ({ title, summary, failed }))).toEqual([
    { title: "Up", summary: "2 actions, 20 ms, 1 failed", failed: true },
    { title: "All the way back", summary: "1 action, 1.5 s", failed: false },
  ]);
  expect(groups[0]?.phases.map(({ title, actions }) => [title, actions.length])).toEqual([
    ["Expand", 1],
    ["Contract", 1],
  ]);
});
