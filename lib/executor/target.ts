import { sqlStateOf, TargetError } from "../target/errors";
import { ensureInterlockSchema } from "../target/interlock-schema";
import type { RunContext } from "./context";
import { crashpoint } from "./crashpoint";
import { takeFence } from "./fence";
import { Guard } from "./guard";
import { audit } from "./intent";
import { askPerson, FailedOver, Interruption, StepFailed } from "./interruption";
import { classify } from "./retry";
import { compareIdentity, readServerIdentity, type ServerIdentity } from "./server-identity";
import { openSession, refuseTransactionPooler, runApplicationName, type TargetSession } from "./session";

/**
 * A run's connections: the one that executes and holds the fence, and the guard's beside it. The first is made anew
 * whenever it was lost; the fence then has to be taken again, so a statement of the lost session is certainly over
 * before anything else of ours begins.
 */
export class Target {
  readonly guard: Guard;
  #session: TargetSession | null = null;
  #lostOnce = false;
  /** Of the server that this run has worked on so far. */
  #identity: ServerIdentity | null = null;

  constructor(private readonly context: RunContext) {
    this.guard = new Guard(context);
    context.lease.lost.signal.addEventListener("abort", () => void this.drop());
  }

  /** The executing session: connected, checked, with the fence and our epoch. Waits while the server is away. */
  async session(): Promise<TargetSession> {
    for (let delayMs = 100, tries = 0; ; delayMs = Math.min(delayMs * 2, 2000), tries++) {
      await this.context.lease.checkpoint();
      if (this.#session) return this.#session;
      try {
        this.#session = await this.#open();
        if (this.#lostOnce || tries > 0) await this.context.journal.log("Connected to the database again.");
        return this.#session;
      } catch (error) {
        if (error instanceof Interruption) throw error;
        const kind = classify(error);
        // Somebody who ends our statement may meet one of those that a session begins with: nothing is lost with it.
        if (kind !== "connection" && kind !== "cancelled") throw unreachable(error);
        if (tries === 2) {
          await this.context.journal.log("The database cannot be reached: trying again until it can.", {
            level: "warning",
          });
        }
      }
      await this.context.lease.pause(delayMs);
    }
  }

  /** Gives the executing session up, e.g. because it was lost. The next `session()` makes a new one. */
  async drop(): Promise<void> {
    const session = this.#session;
    this.#session = null;
    this.#lostOnce = true;
    await session?.close();
  }

  async close(): Promise<void> {
    const session = this.#session;
    this.#session = null;
    await Promise.all([session?.close(), this.guard.close()]);
  }

  async #open(): Promise<TargetSession> {
    const { run } = this.context;
    const session = await openSession(run.connection, runApplicationName(run.id));
    try {
      await refuseTransactionPooler(session, await this.guard.session());
      await refuseWrongServer(this.context, session, { hasWorked: this.#identity !== null });
      const isFailedOver = await this.#recognise(session);
      await ensureInterlockSchema(session.client);
      await takeFence(this.context, session);
      crashpoint("fence-taken");
      session.client.on("end", () => {
        if (this.#session === session) this.#session = null;
      });
      if (isFailedOver) {
        this.#session = session;
        throw new FailedOver();
      }
      return session;
    } catch (error) {
      if (!(error instanceof FailedOver)) await session.close();
      throw error;
    }
  }

  /** Whether it is the server of before. Answers true after a failover; throws StopAndAsk where it is another one. */
  async #recognise(session: TargetSession): Promise<boolean> {
    const { run, journal } = this.context;
    const before = this.#identity;
    const now = await readServerIdentity(session);
    const verdict = before === null ? "same" : compareIdentity(before, now);
    if (verdict === "another") {
      throw askPerson(
        "target.another-server",
        `${run.environmentName} leads to another server than the one on which this run began (system ${before?.systemIdentifier}, now ${now.systemIdentifier}). Nothing was written there.`,
      );
    }
    this.#identity = now;
    if (before === null || verdict === "same") return false;
    const message = `The server was failed over (timeline ${before.timeline}, now ${now.timeline}): the last commits may be gone with it. Looking at every step again.`;
    const event = { type: "log", data: { level: "warning", message, stepId: null } } as const;
    const detail = { before, now };
    await journal.write([event], {}, (tx) =>
      audit(tx, this.context, "target.failed-over", `${run.environmentName} was failed over`, detail),
    );
    return true;
  }
}

async function refuseWrongServer(
  { run }: RunContext,
  session: TargetSession,
  { hasWorked }: { readonly hasWorked: boolean },
): Promise<void> {
  const { min, max } = run.draft.serverMajors;
  if (session.serverMajor < min || session.serverMajor > max) {
    throw new StepFailed(
      "plan.server-version",
      `The plan holds for PostgreSQL ${min} to ${max}; this server is ${session.serverMajor}. Plan again on this environment.`,
    );
  }
  const { rows } = await session.client.query<{ recovery: boolean }>(
    "SELECT pg_is_in_recovery() AS recovery",
  );
  if (rows[0]?.recovery) {
    // In the middle of a failover: the replica is about to be promoted, or the way to the primary about to be mended.
    if (hasWorked) throw new TargetError("unreachable", "The server is in recovery.");
    throw askPerson("target.read-only", "This server is a replica (in recovery) and takes no writes.");
  }
}

function unreachable(error: unknown): Error {
  // The server or our own rules said no: trying again would not help, a person must mend the environment.
  if (error instanceof TargetError || sqlStateOf(error) !== null)
    return askPerson("target.unreachable", (error as Error).message);
  return error as Error;
}
