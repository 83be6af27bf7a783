import type { BlockerNode, LockSession, Locks } from "@/lib/contracts/locks";

/** A session of the app's that runs a statement and waits for nobody. For tests. */
export const lockSession = (more: Partial<LockSession> & { readonly pid: number }): LockSession => ({
  user: "shop",
  applicationName: "shop v1",
  clientAddress: null,
  backendType: "client backend",
  state: "active",
  waitEventType: null,
  waitEvent: null,
  query: "select 1",
  xactStart: null,
  queryStart: null,
  stateChange: null,
  waitingMs: null,
  blockedBy: [],
  locks: [],
  runId: null,
  ...more,
});

/** A sample that says these trees. For tests. */
export const lockSample = (
  roots: readonly BlockerNode[],
  sessions: readonly LockSession[] = [],
  more: Partial<Locks> = {},
): Locks => ({
  takenAt: "2026-01-31T12:00:00.000Z",
  sampleMs: 2,
  sessions: [...sessions],
  roots: [...roots],
  summary: { waiting: 0, longestWaitMs: 0, harmMs: 0 },
  error: null,
  ...more,
});
