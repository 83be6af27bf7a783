import { appendAudit, by } from "../audit/append";
import { readCatalog } from "../catalog/read";
import { FindingLevel, type Plan } from "../contracts/plan";
import type { RehearsalReport } from "../contracts/rehearsal";
import type { Log } from "../executor/context";
import { sleep } from "../executor/lease";
import { readAppQueries } from "../rehearsal/app-queries";
import { rehearse } from "../rehearsal/rehearse";
import type { Store } from "../store/client";
import { getEnvironment } from "../store/environments";
import { getPlan } from "../store/plans";
import {
  beatRehearsal,
  endRehearsal,
  putBackRehearsal,
  type RehearsalEnd,
  type TakenRehearsal,
  takeRehearsal,
} from "../store/rehearsals";
import { onTarget } from "./on-target";

/** A throwaway server with an empty database; whoever opens it closes it. */
export interface Shadow {
  /** Connection string of the database's owner. */
  readonly url: string;
  close(): Promise<void>;
}

export interface RehearseNextOptions {
  readonly store: Store;
  readonly log: Log;
  readonly openShadow: () => Promise<Shadow>;
  /** Who takes it: one name, one rehearsal at a time. */
  readonly takenBy: string;
  /** Asks to stop: what is in hand is put back. */
  readonly stopping: AbortSignal;
}

const BEAT_EVERY_MS = 1_000;
/** A rehearsal that takes the process with it is not tried for ever. */
const MOST_ATTEMPTS = 3;

/**
 * Carries out one rehearsal that waits, or one whose taker is gone, and keeps what it found; false where there is none.
 * Throws where the control plane fails: ten seconds later the rehearsal is anybody's.
 */
export async function rehearseNext(options: RehearseNextOptions): Promise<boolean> {
  const { store, takenBy, stopping } = options;
  const taken = await takeRehearsal(store.db, takenBy);
  if (!taken) return false;
  const plan = await getPlan(store.db, taken.planId);
  if (!plan) throw new Error(`the plan of rehearsal ${taken.id} is gone`);
  if (taken.attempts > MOST_ATTEMPTS) {
    await finish(
      options,
      taken,
      plan,
      failed("It was begun three times, and each time its worker was lost."),
    );
    return true;
  }
  const over = new AbortController();
  const lost = new AbortController();
  const beating = beat(options, taken, over.signal, lost);
  try {
    const end = await carryOut(options, taken, plan, AbortSignal.any([stopping, lost.signal]));
    if (lost.signal.aborted) return true;
    if (stopping.aborted && end.report === null) await putBackRehearsal(store.db, taken.id, takenBy);
    else await finish(options, taken, plan, end);
  } finally {
    over.abort();
    await beating;
  }
  return true;
}

/** Keeps the rehearsal ours until `over`; says in `lost` when it is another's. */
async function beat(
  { store, takenBy }: RehearseNextOptions,
  { id }: TakenRehearsal,
  over: AbortSignal,
  lost: AbortController,
): Promise<void> {
  for (;;) {
    await sleep(BEAT_EVERY_MS, over);
    if (over.aborted) return;
    // While the control plane does not answer nobody else is told either: the next beat shows whose it is.
    const isOurs = await beatRehearsal(store.db, id, takenBy).catch(() => true);
    if (isOurs) continue;
    lost.abort();
    return;
  }
}

async function carryOut(
  { store, log, openShadow }: RehearseNextOptions,
  { id, environmentId, queries }: TakenRehearsal,
  plan: Plan,
  signal: AbortSignal,
): Promise<RehearsalEnd> {
  try {
    const seen = await onTarget(
      store,
      environmentId,
      { applicationName: "interlock:rehearsal", statementTimeoutMs: 20_000 },
      async (client) => ({
        catalog: await readCatalog(client),
        app:
          queries === null ? await readAppQueries(client) : { queries, source: "given" as const, note: null },
      }),
    );
    if (!seen.ok) {
      const why = "message" in seen.failure ? seen.failure.message : seen.failure.code;
      return failed(`The environment could not be read: ${why}`);
    }
    const { catalog, app } = seen.value;
    const report = await onShadow(openShadow, (shadowUrl) =>
      rehearse({
        plan,
        catalog,
        queries: app.queries,
        querySource: app.source,
        queryNote: app.note,
        shadowUrl,
        signal,
      }),
    );
    return { state: report.passed ? "succeeded" : "failed", report, error: null };
  } catch (error) {
    if (!signal.aborted)
      log.error({ rehearsalId: id, err: error }, "a rehearsal could not be carried through");
    return failed(
      `It could not be carried through: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
}

async function onShadow(
  open: RehearseNextOptions["openShadow"],
  work: (url: string) => Promise<RehearsalReport>,
): Promise<RehearsalReport> {
  const shadow = await open();
  try {
    return await work(shadow.url);
  } finally {
    await shadow.close();
  }
}

const countByLevel = (findings: RehearsalReport["findings"]): Record<string, number> =>
  Object.fromEntries(
    FindingLevel.options.map((level) => [
      level,
      findings.filter((finding) => finding.level === level).length,
    ]),
  );

const failed = (error: string): RehearsalEnd => ({ state: "failed", report: null, error });

async function finish(
  { store, takenBy }: RehearseNextOptions,
  { id, environmentId, attempts }: TakenRehearsal,
  plan: Plan,
  end: RehearsalEnd,
): Promise<void> {
  await store.db.transaction(async (tx) => {
    if (!(await endRehearsal(tx, id, takenBy, end))) return;
    const environment = await getEnvironment(tx, environmentId);
    await appendAudit(tx, {
      ...by(null),
      action: "rehearsal.ended",
      subjectType: "rehearsal",
      subjectId: id,
      environmentId,
      summary: `Rehearsed “${plan.title}” on a copy of ${environment?.name ?? environmentId}: ${
        end.state === "succeeded" ? "passed" : "not passed"
      }`,
      detail: {
        planId: plan.id,
        planHash: plan.hash,
        state: end.state,
        error: end.error,
        // Their words may quote what the app sends: they stand in the report, for those who may see it.
        findings: end.report ? countByLevel(end.report.findings) : null,
        attempts,
      },
    });
  });
}
