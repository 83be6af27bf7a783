import type pg from "pg";

/** What a misbehaviour is given: sessions of the shop's role, and when to end. */
export interface MisbehaviourContext {
  /** A session of the shop's ordinary role under that application name. */
  readonly connect: (applicationName: string) => Promise<pg.Client>;
  /** Aborted when it is told to stop, and after its duration. */
  readonly signal: AbortSignal;
  /** Pause between the runs of the old cron worker. */
  readonly cronEveryMs: number;
  /** Tells people what it is doing now. */
  readonly note: (text: string) => void;
}

/** Runs until the signal; leaves no session and no transaction behind. */
export type RunMisbehaviour = (context: MisbehaviourContext) => Promise<void>;

/** Does the work on a session and closes it, also when the work fails or somebody ends the session. */
export async function onSession(
  { connect }: MisbehaviourContext,
  applicationName: string,
  work: (client: pg.Client, ended: AbortSignal) => Promise<void>,
): Promise<void> {
  const client = await connect(applicationName);
  const ended = new AbortController();
  client.on("error", () => ended.abort());
  client.on("end", () => ended.abort());
  try {
    await work(client, ended.signal);
  } finally {
    await client.end().catch(() => {});
  }
}

/** Waits until one of the signals is aborted, or for `ms` when given. */
export function untilAborted(signals: readonly AbortSignal[], ms?: number): Promise<void> {
  const signal = AbortSignal.any([...signals]);
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const timer = ms === undefined ? undefined : setTimeout(done, ms);
    function done() {
      clearTimeout(timer);
      signal.removeEventListener("abort", done);
      resolve();
    }
    signal.addEventListener("abort", done, { once: true });
  });
}
