import { expect, test } from "vitest";
import type { LockSession } from "@/lib/contracts/locks";
import type { Role } from "@/lib/contracts/user";
import { lockSession } from "./fixture-session";
import { type Look, sessionPermissions } from "./session-actions.model";

const session = lockSession({ pid: 7, applicationName: "cron" });
const look: Look = { isPast: false, seenAgoMs: 200, reason: "it blocks the release" };
const permissionsOf = (role: Role, of: Partial<LockSession> | null = {}, more: Partial<Look> = {}) =>
  sessionPermissions(role, of && { ...session, ...of }, { ...look, ...more });
const codesOf = (...asked: Parameters<typeof permissionsOf>) =>
  permissionsOf(...asked).terminate.reasons.map(({ code }) => code);

test("an engineer cancels, an approver also terminates, a viewer only looks", () => {
  const allowed = (role: Role) => {
    const { cancel, terminate } = permissionsOf(role);
    return [cancel.allowed, terminate.allowed];
  };
  expect(allowed("viewer")).toEqual([false, false]);
  expect(allowed("engineer")).toEqual([true, false]);
  expect(allowed("approver")).toEqual([true, true]);
});

test("a run of ours is not shot but paused, and the link leads there", () => {
  const { terminate } = permissionsOf("admin", { runId: "r1" });
  expect(terminate.allowed).toBe(false);
  expect(terminate.reasons[0]?.href).toBe("/runs/r1");
});

test("an idle transaction has no statement to cancel, but can be terminated", () => {
  const permissions = permissionsOf("admin", { state: "idle in transaction" });
  expect(permissions.cancel.allowed).toBe(false);
  expect(permissions.terminate.allowed).toBe(true);
});

test("what cannot be acted on says why", () => {
  expect(codesOf("admin", { applicationName: "interlock:check" })).toEqual(["session.ours"]);
  expect(codesOf("admin", { pid: -741, state: "prepared" })).toEqual(["session.prepared"]);
  expect(codesOf("admin", null)).toEqual(["session.gone"]);
});

test("nobody acts on what is old: its pid may be another's", () => {
  expect(codesOf("admin", {}, { seenAgoMs: 9_000 })).toEqual([]);
  expect(codesOf("admin", {}, { seenAgoMs: 11_000 })).toEqual(["session.stale"]);
  expect(codesOf("admin", {}, { isPast: true })).toEqual(["session.past"]);
});

test("a reason is asked for, and all reasons are listed, not only the first", () => {
  expect(codesOf("admin", {}, { reason: " x " })).toEqual(["reason.missing"]);
  expect(codesOf("viewer", { runId: "r1" })).toEqual(["session.ours", "role.missing"]);
});
