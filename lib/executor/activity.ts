import type { RunStep } from "../contracts/run";
import { describeBlockers, whoBlocks } from "./blockers";
import type { RunContext } from "./context";
import { Remedies } from "./remedies";
import type { TargetSession } from "./session";
import type { Target } from "./target";

type Shown = NonNullable<RunStep["activity"]>;

const LOOK_EVERY_MS = 500;
/** How much further a statement must be before its share is told again. */
const TOLD_SHARE = 0.01;

/**
 * What a statement that runs for long is at, as the server tells (`pg_stat_progress_create_index`), and whose
 * transactions it waits for: shown with its step, told in the log when it changes, acted on as the policy says.
 */
export class Activity {
  #told: Shown | null = null;
  #lookedAt = 0;
  /** Since when nobody has looked whether it waits; what the end of that time shows is taken for all of it. */
  #unseenSince = performance.now();
  #isWaiting = false;
  #waitedMs = 0;
  readonly #remedies: Remedies;

  constructor(
    private readonly context: RunContext,
    private readonly target: Target,
    private readonly session: TargetSession,
    private readonly stepId: string,
  ) {
    this.#remedies = new Remedies(context, target, stepId);
  }

  async look(): Promise<void> {
    const now = performance.now();
    if (now - this.#lookedAt < LOOK_EVERY_MS) return;
    this.#lookedAt = now;
    const guard = await this.target.guard.session();
    const waitsFor = await whoBlocks(guard, this.session.pid, this.context.run.policy.blockerRules);
    const progress = await readProgress(guard, this.session.pid);
    this.#saw(waitsFor.length > 0 || (progress?.phase.startsWith("waiting") ?? false));
    if (progress !== null || waitsFor.length > 0) {
      await this.#tell({ phase: progress?.phase ?? "waiting", ratio: progress?.ratio ?? null, waitsFor });
    }
    await this.#remedies.apply(waitsFor);
  }

  /** How long it waited for other sessions' transactions, as far as was seen: waits shorter than a look are not. */
  get waitedMs(): number {
    return this.#waitedMs;
  }

  #saw(isWaiting: boolean): void {
    const now = performance.now();
    if (isWaiting) this.#waitedMs += now - this.#unseenSince;
    this.#unseenSince = now;
    this.#isWaiting = isWaiting;
  }

  /** The statement has ended, well or not. */
  async over(): Promise<void> {
    this.#saw(this.#isWaiting);
    if (this.#told === null) return;
    this.#told = null;
    await this.context.journal.updateStep(this.stepId, { activity: null });
  }

  async #tell(shown: Shown): Promise<void> {
    const told = this.#told;
    const isNews = told === null || told.phase !== shown.phase || pids(told) !== pids(shown);
    if (!isNews && Math.abs((shown.ratio ?? 0) - (told.ratio ?? 0)) < TOLD_SHARE) return;
    this.#told = shown;
    const waits = shown.waitsFor.length > 0 ? `, waits for ${describeBlockers(shown.waitsFor)}` : "";
    await this.context.journal.updateStep(
      this.stepId,
      { activity: shown },
      isNews
        ? {
            before: [
              {
                type: "log",
                data: { level: "info", message: `At: ${shown.phase}${waits}.`, stepId: this.stepId },
              },
            ],
          }
        : {},
    );
  }
}

const pids = ({ waitsFor }: Shown): string => waitsFor.map(({ pid }) => pid).join();

/** https://www.postgresql.org/docs/current/progress-reporting.html#CREATE-INDEX-PROGRESS-REPORTING */
async function readProgress(
  { client }: TargetSession,
  pid: number,
): Promise<{ phase: string; ratio: number | null } | null> {
  const { rows } = await client.query<{ phase: string; ratio: number | null }>({
    text: `SELECT phase, CASE WHEN blocks_total > 0 THEN least(1, blocks_done::float8 / blocks_total)
        WHEN tuples_total > 0 THEN least(1, tuples_done::float8 / tuples_total) END AS ratio
      FROM pg_stat_progress_create_index WHERE pid = $1`,
    values: [pid],
    ...{ query_timeout: 5000 },
  });
  return rows[0] ?? null;
}
