import { expect, test } from "vitest";
import { lockSession } from "./fixture-session";
import { sessionPermissions } from "./session-actions.model";

const session = lockSession({ pid: 7, applicationName: "cron" });

test("an engineer cancels, an approver also terminates, a viewer only looks", () => {
  const allowed = (role: Parameters<typeof sessionPermissions>[0]) => {
    const { cancel, terminate } = sessionPermissions(role, session);
    return [cancel.allowed, terminate.allowed];
  };
  expect(allowed("viewer")).toEqual([false, false]);
  expect(allowed("engineer")).toEqual([true, false]);
  expect(allowed("approver")).toEqual([true, true]);
});

test("a run of ours is not shot but paused, and the link leads there", () => {
  const { terminate } = sessionPermissions("admin", { ...session, runId: "r1" });
  expect(terminate.allowed).toBe(false);
  expect(terminate.reasons[0]?.href).toBe("/runs/r1");
});

test("an idle transaction has no statement to cancel, but can be terminated", () => {
  const permissions = sessionPermissions("admin", { ...session, state: "idle in transaction" });
  expect(permissions.cancel.allowed).toBe(false);
  expect(permissions.terminate.allowed).toBe(true);
});

test("all reasons are listed, not only the first", () => {
  expect(sessionPermissions("viewer", { ...session, runId: "r1" }).cancel.reasons).toHaveLength(2);
  expect(sessionPermissions("admin", null).terminate.allowed).toBe(false);
});
