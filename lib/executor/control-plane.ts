import { isConnectionLost, sqlStateOf } from "../target/errors";
import { LeaseLost } from "./interruption";
import { type Lease, sleep } from "./lease";

/**
 * Whether the control plane could not be reached or has no room, as opposed to refused something. drizzle wraps the
 * driver's error.
 */
export function isControlPlaneAway(error: unknown): boolean {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    if (isConnectionLost(cause)) return true;
    // Class 53: a full disk; too many connections, as while everybody comes back at once after a restart.
    if (sqlStateOf(cause)?.startsWith("53")) return true;
    if (/timeout exceeded when trying to connect|Connection terminated/i.test(cause.message)) return true;
  }
  return false;
}

/**
 * Asks the control plane, again and again while it is away: what is read of a target in between must not be judged by
 * an error of another database's. Throws LeaseLost where the run has become another worker's meanwhile.
 */
export async function untilAnswered<T>(lease: Lease, ask: () => Promise<T>): Promise<T> {
  for (let delayMs = 50; ; delayMs = Math.min(delayMs * 2, 1000)) {
    if (lease.lost.signal.aborted) throw new LeaseLost();
    try {
      return await ask();
    } catch (error) {
      if (!isControlPlaneAway(error)) throw error;
      await sleep(delayMs, lease.lost.signal);
    }
  }
}
