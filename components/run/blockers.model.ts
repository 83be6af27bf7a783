import { formatDuration, formatLockMode } from "@/lib/client/format";
import type { Blocker, Run, RunEvent } from "@/lib/contracts/run";

const NOT_OVER: readonly Run["state"][] = ["running", "pausing", "paused", "aborting"];

/** Transactions shorter than this pass by themselves: to name them would only flicker. */
const LASTING_MS = 1000;

/** Those that will not be gone in a moment, the oldest first, each session once. */
export function lastingBlockers(blockers: readonly Blocker[]): readonly Blocker[] {
  const age = ({ transactionAgeMs }: Blocker) => transactionAgeMs ?? Number.POSITIVE_INFINITY;
  return blockers
    .filter((one, at) => blockers.findIndex(({ pid }) => pid === one.pid) === at && age(one) >= LASTING_MS)
    .toSorted((a, b) => age(b) - age(a) || a.pid - b.pid);
}

/** The sessions that were in the way when the run last looked; none once it got its locks, or is over. */
export function blockersNow(run: Run, events: readonly RunEvent[]): readonly Blocker[] {
  if (!NOT_OVER.includes(run.state)) return [];
  const supervised = run.steps.find((step) => step.activity && step.activity.waitsFor.length > 0);
  if (supervised?.activity) return lastingBlockers(supervised.activity.waitsFor);
  const last = events.findLast(
    (event) =>
      event.type === "blocked" ||
      (event.type === "attempt" && event.data.outcome === "acquired") ||
      (event.type === "step" && event.data.step.state !== "waiting"),
  );
  return last?.type === "blocked" ? lastingBlockers(last.data.blockers) : [];
}

/** Who it is, as people call it: the application, else the user. */
export const blockerName = (blocker: Pick<Blocker, "applicationName" | "user">): string =>
  blocker.applicationName || blocker.user || "a session";

/** What it holds and for how long: `Access share on public.customers, transaction open 1 min 1 s`. */
export function blockerFacts(blocker: Blocker): string {
  const age =
    blocker.transactionAgeMs === null ? "" : `, transaction open ${formatDuration(blocker.transactionAgeMs)}`;
  // A concurrent build waits for the transaction as a whole, whatever it holds.
  if (blocker.relation === "") return `an old snapshot${age}`;
  return `${formatLockMode(blocker.mode)} on ${blocker.relation}${age}`;
}

/** What is done about it, where the environment's policy has a rule for it. */
export function remedyText({ remedy }: Blocker): string | null {
  if (!remedy) return null;
  const after = remedy.afterMs > 0 ? ` once it was in the way for ${formatDuration(remedy.afterMs)}` : "";
  switch (remedy.deed) {
    case "wait":
      return "By the policy it is never touched: we wait.";
    case "cancel":
      return `By the policy its statement is cancelled${after}.`;
    case "terminate":
      return `By the policy its session is ended${after}.`;
    case "ask":
      return `By the policy the run stops to ask${after}.`;
  }
}
