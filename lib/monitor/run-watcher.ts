import type { ClientBase } from "pg";
import { appendAudit, by } from "../audit/append";
import { Policy } from "../contracts/environment";
import type { Locks } from "../contracts/locks";
import type { RunWatch } from "../contracts/run";
import type { Store } from "../store/client";
import { keepScans, listOpenWatches, type OpenWatch, tellWatch } from "../store/run-watches";
import { getRun } from "../store/runs";
import { describeTargetError } from "../target/errors";
import { type AppTrouble, readAppTroubles } from "./app-health";
import { readTableScans } from "./table-scans";
import { mergeFindings, type Seen, seeOngoing, seeScans, seeWaiting } from "./watch-findings";

const SCANS_EVERY_MS = 2_000;
const APP_EVERY_MS = 1_000;

/**
 * Watches over an environment's runs that succeeded until their time is over or a later run of the same plan begins.
 * Uses the sampler's looks and its connection; holds nothing on the target. Everything it knows is in the control plane, but for since
 * when the app has been unwell, so any worker's sampler goes on where another stopped.
 */
export class RunWatcher {
  #scansAt = Number.NEGATIVE_INFINITY;
  #blindSince: number | null = null;
  readonly #app = new AppPulse();

  constructor(
    private readonly store: Store,
    private readonly environmentId: string,
  ) {}

  /** One look, at a sample just taken; `client` is null where the target could not be reached. Throws as queries do. */
  async look(client: ClientBase | null, locks: Locks): Promise<void> {
    const watches = await listOpenWatches(this.store.db, this.environmentId);
    const now = performance.now();
    this.#blindSince = locks.error === null ? null : (this.#blindSince ?? now);
    const looksAtScans = client !== null && now - this.#scansAt >= SCANS_EVERY_MS;
    if (looksAtScans) this.#scansAt = now;
    for (const watch of watches) {
      if (watch.over) {
        await this.#end(watch, watch.over);
        continue;
      }
      const seen = [
        ...seeWaiting(locks, watch.relations),
        ...(looksAtScans ? await this.#scans(client, watch, locks) : []),
        ...this.#app.feel(Policy.parse(watch.policy), now),
        ...(this.#blindSince === null
          ? []
          : [
              seeOngoing(
                "blind",
                `The database could not be looked at: ${withoutStop(locks.error)}`,
                now - this.#blindSince,
              ),
            ]),
      ];
      await this.#tell(watch, seen);
    }
  }

  async #scans(client: ClientBase, watch: OpenWatch, locks: Locks): Promise<Seen[]> {
    try {
      if (watch.scans) return seeScans(watch.scans, await readTableScans(client, watch.relations));
      // Until the run's own sessions are gone, what they did is not counted.
      if (!watch.isSettled || locks.sessions.some(({ runId }) => runId === watch.runId)) return [];
      await keepScans(this.store.db, watch.runId, await readTableScans(client, watch.relations));
      return [];
    } catch (error) {
      return [
        seeOngoing(
          "blind",
          `Scans of the tables could not be read: ${withoutStop(describeTargetError(error))}`,
          0,
        ),
      ];
    }
  }

  async #tell(watch: OpenWatch, seen: readonly Seen[]): Promise<void> {
    const { findings, news } = mergeFindings(watch.findings, seen, new Date().toISOString());
    if (news.length === 0) return;
    const lines = news.map(
      ({ message }) => ({ level: "warning", message: `Since the run: ${message}`, stepId: null }) as const,
    );
    await this.store.db.transaction((tx) => tellWatch(tx, watch, { findings: [...findings] }, lines));
  }

  async #end(watch: OpenWatch, endedBy: NonNullable<RunWatch["endedBy"]>): Promise<void> {
    const count = watch.findings.length;
    const outcome = count === 0 ? "nothing noticed" : `${count} ${count === 1 ? "thing" : "things"} noticed`;
    const why = endedBy === "time" ? "" : " A later run of the plan has begun.";
    await this.store.db.transaction(async (tx) => {
      const line = {
        level: "info",
        message: `Watched after the run: ${outcome}.${why}`,
        stepId: null,
      } as const;
      if (!(await tellWatch(tx, watch, { endedBy }, [line]))) return;
      const run = await getRun({ db: tx }, watch.runId);
      if (!run) throw new Error(`run ${watch.runId} is gone while its row is locked`);
      await appendAudit(tx, {
        ...by(null),
        action: "run.watched",
        subjectType: "run",
        subjectId: run.id,
        environmentId: run.environmentId,
        summary: `Watched after ${run.phaseTitle}: ${outcome}`,
        detail: {
          planId: run.planId,
          phaseId: run.phaseId,
          direction: run.direction,
          endedBy,
          findings: watch.findings,
        },
      });
    });
  }
}

/** Asks the app how it is beside the sampler's own work, which must not wait for an app that hangs. */
class AppPulse {
  #askedAt = Number.NEGATIVE_INFINITY;
  #isAsking = false;
  #troubles: readonly (AppTrouble & { readonly since: number })[] = [];

  /** What the last answers said, and since when; asks again where they are a second old. */
  feel(policy: Policy, now: number): Seen[] {
    if (!this.#isAsking && now - this.#askedAt >= APP_EVERY_MS) {
      this.#isAsking = true;
      this.#askedAt = now;
      void readAppTroubles(policy)
        .then((troubles) => {
          this.#troubles = troubles.map((trouble) => ({
            ...trouble,
            since: this.#troubles.find(({ code }) => code === trouble.code)?.since ?? now,
          }));
        })
        .finally(() => {
          this.#isAsking = false;
        });
    }
    return this.#troubles.map(({ code, what, since }) =>
      seeOngoing(code, `${what.charAt(0).toUpperCase()}${what.slice(1)}`, now - since),
    );
  }
}

const withoutStop = (sentence: string | null): string => (sentence ?? "").replace(/\.$/, "");
