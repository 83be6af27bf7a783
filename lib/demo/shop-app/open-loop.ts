/** A machine that slept is not an app that was slow: after such a gap the schedule starts anew. */
const GAP_MS = 10_000;

/**
 * Calls `onDue(scheduledAtMs)` at a steady rate, whatever becomes of the work: as visitors come, who do not wait
 * for each other. Late calls keep their scheduled time, so that latency can be counted from there.
 * Returns the function that stops it. Times are of `performance.now()`.
 */
export function startOpenLoop(perSecond: number, onDue: (scheduledAtMs: number) => void): () => void {
  const intervalMs = 1000 / perSecond;
  let next = performance.now() + Math.random() * intervalMs;
  let timer: NodeJS.Timeout;
  const tick = () => {
    const now = performance.now();
    if (now - next > GAP_MS) next = now;
    while (next <= now) {
      onDue(next);
      next += intervalMs;
    }
    timer = setTimeout(tick, Math.max(1, next - now));
  };
  timer = setTimeout(tick, Math.max(1, next - performance.now()));
  return () => clearTimeout(timer);
}
