import type { RunContext } from "./context";
import { Asked, Interruption } from "./interruption";
import { sleep } from "./lease";
import type { Target } from "./target";

/** How long a statement may run before anybody looks whether it should go on. */
const LOOK_EVERY_MS = 250;

/**
 * Waits for a statement of ours, and cancels it where the run is to be aborted or handed over. A pause lets it end:
 * hours of building should not be thrown away for it, and the step after will not begin.
 * `onLook` may end it as well, by an Interruption. Throws what was asked for in place of the cancelled statement's error.
 */
export async function supervised<T>(
  { lease }: RunContext,
  target: Target,
  statement: Promise<T>,
  onLook?: () => Promise<void>,
  { firstLookMs = LOOK_EVERY_MS }: { readonly firstLookMs?: number } = {},
): Promise<T> {
  let settled = false;
  const ended = statement.finally(() => {
    settled = true;
  });
  ended.catch(() => {});
  let asked: Interruption | null = null;
  for (let lookMs = firstLookMs; !settled; lookMs = LOOK_EVERY_MS) {
    await Promise.race([ended.catch(() => {}), sleep(lookMs)]);
    if (settled || asked) continue;
    try {
      lease.throwIfAsked();
      await onLook?.();
    } catch (error) {
      // Anything else is a look that failed: the next one may do better.
      if (!(error instanceof Interruption) || (error instanceof Asked && error.what === "pause")) continue;
      asked = error;
      // Where the cancel cannot be sent either, giving the session up ends the wait; the server notices the lost client.
      await target.guard.cancelWatched().catch(() => target.drop());
    }
  }
  try {
    return await ended;
  } catch (error) {
    throw asked ?? error;
  }
}
