import type { Action } from "../contracts/plan";
import type { RunStep } from "../contracts/run";
import type { RunContext } from "./context";
import { audit } from "./intent";
import { ABORT, askPerson } from "./interruption";
import type { Worked } from "./measure";
import { setTimeLimits, type TargetSession, TIME_LIMITS } from "./session";
import { supervised } from "./supervise";
import type { Target } from "./target";

/** The choice that lets a run go on although a check objects. */
export const GO_ON_ANYWAY = { id: "go-on-anyway", label: "Go on anyway" } as const;
const CHECK_AGAIN = { id: "check-again", label: "Check again" } as const;

/**
 * Asks a check step's query, each row of which is an objection. Answers null for them where there is none, or the text of
 * those that a person has seen, word for word, and chosen to go on over; that choice is audited. Throws StopAndAsk where
 * there are others. `before` is the step as it stood when this worker took the run up.
 *
 * The consent is bound to the text, not to the run: what has come up since, and what another check of the same phase
 * finds, has not been seen by anybody.
 */
export async function runCheck(
  context: RunContext,
  target: Target,
  session: TargetSession,
  { action, before }: { readonly action: Action; readonly before: RunStep },
): Promise<{ readonly objections: string | null; readonly worked: Worked }> {
  const { objections, worked } = await ask(context, target, session, action);
  if (objections.length === 0) return { objections: null, worked };
  const message = objections.join(" ");
  const { run, journal } = context;
  const isSeen = before.error === message;
  if (isSeen && (before.state === "succeeded" || run.choice === GO_ON_ANYWAY.id)) {
    const text = `Went on although the check objects: ${message}`;
    const event = { type: "log", data: { level: "warning", message: text, stepId: before.id } } as const;
    await journal.write([event], {}, (tx) =>
      audit(tx, context, "check.overridden", text, { stepId: before.id, objections }),
    );
    return { objections: message, worked };
  }
  await journal.updateStep(before.id, { error: message });
  throw askPerson("check.failed", message, [CHECK_AGAIN, GO_ON_ANYWAY, ABORT]);
}

async function ask(
  context: RunContext,
  target: Target,
  session: TargetSession,
  action: Action,
): Promise<{ objections: string[]; worked: Worked }> {
  await setTimeLimits(session, TIME_LIMITS.probe);
  // Armed so that an abort can cancel a long read; it takes no lock that anybody waits for.
  await target.guard.arm({ session, budgetMs: null });
  try {
    const askedAt = performance.now();
    const asked = session.client.query<[unknown]>({ text: action.sql, rowMode: "array" });
    const { rows } = await supervised(context, target, asked);
    const worked = { ms: performance.now() - askedAt };
    return { objections: rows.map(([objection]) => String(objection)), worked };
  } finally {
    await target.guard.disarm();
  }
}
