import { expect, test } from "vitest";
import type { ApprovalRequest } from "@/lib/contracts/rollout";
import { sortRequests, totalLoss } from "./approval-key.model";

const request = (phaseId: string, allowed: boolean, ready: boolean): ApprovalRequest => ({
  planId: "p",
  planHash: "h",
  changeId: "c",
  title: "t",
  authorName: "Ada",
  environmentId: "e",
  environmentName: "production",
  tier: "production",
  phaseId,
  phaseTitle: "Contract",
  sql: "",
  losses: [],
  ready,
  rehearsal: null,
  permission: { allowed, reasons: [] },
  approvals: [],
});

test("what I can decide comes first, ready ones before those that will wait", () => {
  const sorted = sortRequests([
    request("theirs", false, true),
    request("mine-later", true, false),
    request("mine-now", true, true),
  ]);
  expect(sorted.map((item) => item.phaseId)).toEqual(["mine-now", "mine-later", "theirs"]);
});

test("a loss that was not counted is unknown, not zero", () => {
  expect(
    totalLoss([
      { what: "a", rows: 2 },
      { what: "b", rows: null },
    ]),
  ).toBeNull();
  expect(
    totalLoss([
      { what: "a", rows: 2 },
      { what: "b", rows: 3 },
    ]),
  ).toBe(5);
});
