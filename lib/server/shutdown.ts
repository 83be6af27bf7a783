/** Signals closer together than this are one: a terminal and npm both pass a single Ctrl-C on. */
const SAME_SIGNAL_MS = 750;

/**
 * Calls `onStop` once, on the first SIGINT, SIGTERM or SIGHUP, and `onForce` when somebody asks again
 * later because stopping takes too long.
 */
export function onStopSignals({ onStop, onForce }: { onStop: () => void; onForce: () => void }): void {
  let askedAt: number | null = null;
  const asked = (): void => {
    const now = performance.now();
    if (askedAt === null) {
      askedAt = now;
      onStop();
    } else if (now - askedAt > SAME_SIGNAL_MS) {
      onForce();
    }
  };
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, asked);
}
