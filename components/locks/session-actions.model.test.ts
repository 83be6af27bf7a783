import { expect, test } from "vitest";
import type { LockSession } from "@/lib/contracts/locks";
import { sessionPermissions } from "./session-actions.model";

const session: LockSession = {
  pid: 7,
  user: "shop",
  applicationName: "cron",
  clientAddress: null,
  backendType: "client backend",
  state: "active",
  waitEventType: null,
  waitEvent: null,
  query: "update t",
  xactStart: null,
  queryStart: null,
  stateChange: null,
  waitingMs: null,
  blockedBy: [],
  locks: [],
  runId: null,
};

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
