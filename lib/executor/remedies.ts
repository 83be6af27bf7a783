import { appendAudit } from "../audit/append";
import type { Blocker } from "../contracts/run";
import { cancelSession, type SessionActionResult, terminateSession } from "../monitor/session-actions";
import { blockerName } from "./blockers";
import type { RunContext } from "./context";
import { askPerson } from "./interruption";
import type { Target } from "./target";

/** A cancelled statement may be sent again by its app, so it is cancelled again, but not at every look. */
const ACT_AGAIN_AFTER_MS = 2_000;

/** Does what the environment's policy says about sessions that stay in the way of one step. */
export class Remedies {
  /** When each was first seen in the way, by process. Whoever leaves is forgotten. */
  #since = new Map<string, number>();
  #actedAt = new Map<string, number>();

  constructor(
    private readonly context: RunContext,
    private readonly target: Target,
    private readonly stepId: string,
  ) {}

  /** To be called with every look, after it was told. Throws StopAndAsk where the policy says to ask. */
  async apply(blockers: readonly Blocker[]): Promise<void> {
    const now = performance.now();
    const keyOf = (blocker: Blocker) => `${blocker.pid}/${blocker.backendStart}`;
    const here = new Set(blockers.map(keyOf));
    for (const key of this.#since.keys()) if (!here.has(key)) this.#since.delete(key);
    for (const blocker of blockers) {
      const key = keyOf(blocker);
      const since = this.#since.get(key) ?? now;
      this.#since.set(key, since);
      const { remedy } = blocker;
      if (!remedy || remedy.deed === "wait" || now - since < remedy.afterMs) continue;
      if (remedy.deed === "ask") throw stayed(blocker, now - since);
      if (now - (this.#actedAt.get(key) ?? Number.NEGATIVE_INFINITY) < ACT_AGAIN_AFTER_MS) continue;
      this.#actedAt.set(key, now);
      await this.#act(blocker, remedy.deed, now - since);
    }
  }

  async #act(blocker: Blocker, deed: "cancel" | "terminate", inTheWayMs: number): Promise<void> {
    const { run, journal } = this.context;
    const guard = await this.target.guard.session();
    const session = {
      pid: blocker.pid,
      ...(blocker.backendStart ? { backendStart: new Date(blocker.backendStart) } : {}),
    };
    const done = await (deed === "cancel" ? cancelSession : terminateSession)(guard.client, session);
    const message = describeDeed(blocker, deed, inTheWayMs, done);
    const event = { type: "log", data: { level: "warning", message, stepId: this.stepId } } as const;
    await journal.write([event], {}, async (tx) => {
      await appendAudit(tx, {
        actorId: null,
        actorName: "Interlock",
        action: `session.${deed}`,
        subjectType: "run",
        subjectId: run.id,
        environmentId: run.environmentId,
        summary: message,
        detail: { stepId: this.stepId, blocker, done: done.ok, by: "policy.blockerRules" },
      });
    });
  }
}

function describeDeed(
  blocker: Blocker,
  deed: "cancel" | "terminate",
  inTheWayMs: number,
  done: SessionActionResult,
): string {
  const who = `${blockerName(blocker)} (pid ${blocker.pid})`;
  const why = `it was in the way for ${Math.round(inTheWayMs / 100) / 10} s, and the environment's policy says so`;
  if (!done.ok) return `Could not ${deed} ${who}, which the policy says: ${done.message}`;
  return deed === "cancel" ? `Cancelled the statement of ${who}: ${why}.` : `Ended ${who}: ${why}.`;
}

function stayed(blocker: Blocker, inTheWayMs: number): Error {
  return askPerson(
    "lock.blocker",
    `${blockerName(blocker)} (pid ${blocker.pid}, ${blocker.state ?? "state unknown"}) is in the way for ${Math.round(inTheWayMs / 1000)} s; the environment's policy says to ask about it. It can be cancelled or ended on the locks page.`,
  );
}
