import { and, eq, isNotNull, isNull } from "drizzle-orm";
import { TOOL_LABELS } from "../contracts/constants";
import type { Queryable } from "../store/client";
import { type RunRecord, toolRecords } from "../store/schema";
import { forgetToolRecord, insertToolRecord } from "../store/tool-records";
import { describeTargetError, sqlStateOf } from "../target/errors";
import {
  type HistoryChange,
  namesApplied,
  recorderOf,
  rehearseForgetting,
  rehearseRecord,
  TOOL_BUSY,
  takeRowsAway,
  takeToolLock,
  writeNewRows,
} from "../target/tool-history";
import type { RunContext } from "./context";
import { untilAnswered } from "./control-plane";
import { crashpoint } from "./crashpoint";
import { beginBatch } from "./cursor";
import { audit } from "./intent";
import { ABORT, askPerson, type Interruption, KEEP_TRYING } from "./interruption";
import type { PreflightItem } from "./preflight-items";
import { classify, jittered } from "./retry";
import type { TargetSession } from "./session";

/** The choice that lets a run go on and leaves the tool's history as it is. */
const WITHOUT_RECORD = { id: "without-record", label: "Go on without the record" } as const;
const POLL_MS = 200;

type Parts = Pick<RunContext, "run" | "journal" | "lease">;

/**
 * What a run tells the history of the team's own migration tool: on the way up the rows of its phase, on the way back
 * that they are gone. Told in the transaction of the phase's last step where that has one, else right after it in one of
 * its own; a row of the ledger goes with it, so whatever dies, it is told once.
 */
export class RunRecorder {
  #task: RunRecord;
  /** Whether this worker has put on record what it is about to tell. */
  #isIntended = false;
  readonly #change: HistoryChange;

  private constructor(
    private readonly parts: Parts,
    task: RunRecord,
  ) {
    const recorder = recorderOf(task.tool);
    if (recorder === null) throw new Error(`nothing is recorded for ${task.tool}`);
    this.#task = task;
    this.#change = { recorder, history: task.history, migrations: task.migrations };
  }

  /** Null where the run was not asked to tell, or a person chose to go on without. */
  static of(parts: Parts): RunRecorder | null {
    const { record, choices } = parts.run;
    return record === null || choices.includes(WITHOUT_RECORD.id) ? null : new RunRecorder(parts, record);
  }

  get history(): string {
    return this.#task.history;
  }

  /** Whether the tool would take it now: tried to the end and rolled back, unless an earlier worker has told it already. */
  async preflight(session: TargetSession): Promise<PreflightItem> {
    const words = this.#isBack ? "Taken out of" : "Written into";
    const item = { code: "tool.record", title: `Record in ${this.#label}`, signal: null, fixSql: null };
    if (await this.#isTold(session)) return { ...item, status: "ok", message: "Told already." };
    const refusal = await this.#rehearse(session);
    return refusal === null
      ? { ...item, status: "ok", message: `${words} ${this.history} with the last step: ${this.#names}.` }
      : { ...item, status: "error", message: this.#sentence(refusal) };
  }

  /** For the tool's own refusals and for those of the server, e.g. of a privilege. */
  refused(refusal: string): Interruption {
    return askPerson("tool.refuses", refusal, [
      { id: "check-again", label: "Check again" },
      WITHOUT_RECORD,
      ABORT,
    ]);
  }

  /** Puts on record what is about to be told and what the history holds before it; again where that has moved on. */
  async intend(session: TargetSession): Promise<void> {
    const { journal } = this.parts;
    if (this.#isIntended && this.#isBack) return;
    if (await this.#isTold(session)) return;
    const before = this.#isBack ? this.#before : await namesApplied(session.client, this.#change);
    if (this.#isIntended && isSame(before, this.#before)) return;
    this.#task = { ...this.#task, before };
    this.#isIntended = true;
    const act = this.#isBack ? "take out of" : "write into";
    await journal.write([], { record: this.#task }, (tx) =>
      audit(
        tx,
        this.parts,
        "record.intended",
        `About to ${act} ${this.history} of ${this.#label}: ${this.#names}`,
        this.#about,
      ),
    );
  }

  /** Tries the tool's lock in the open transaction; where false, roll back and try again. */
  takeLock({ client }: TargetSession): Promise<boolean> {
    return takeToolLock(client, this.#change);
  }

  /**
   * Tells it in the open transaction, which holds the tool's lock. Answers `moved` where the history is not as it was when
   * `intend` looked: roll back and begin again. Throws StopAndAsk `tool.refuses`.
   */
  async tell(session: TargetSession): Promise<"told" | "moved"> {
    const { run, lease } = this.parts;
    if (await this.#isTold(session)) return "told";
    const { client } = session;
    if (this.#isBack) {
      const gone = await takeRowsAway(client, { ...this.#change, before: this.#before });
      if (!gone.ok) throw this.refused(this.#sentence(gone.failure));
    } else {
      const written = await writeNewRows(client, this.#change);
      if (!written.ok) throw this.refused(this.#sentence(written.failure));
      if (!isSame(written.value, this.#before)) return "moved";
    }
    await client.query(
      "INSERT INTO interlock.ledger (attempt_id, rollout_id, step_id, direction, run_id, epoch) VALUES ($1, $2, 'record', $3, $4, $5)",
      [this.#ledgerId, run.rolloutId, run.direction, run.id, lease.epoch],
    );
    return "told";
  }

  /** After the last step: tells it where that could not, and puts on record that it is told. */
  async settle(context: RunContext, session: TargetSession): Promise<void> {
    if (!(await this.#isTold(session))) await this.#tellApart(context, session);
    crashpoint("record-committed");
    const { journal, lease, store } = context;
    if (await untilAnswered(lease, () => this.#isOnRecord(store.db))) return;
    const done = this.#isBack ? "Taken out of" : "Recorded in";
    const message = `${done} ${this.history} of ${this.#label}: ${this.#names}.`;
    await journal.write([{ type: "log", data: { level: "info", message, stepId: null } }], {}, async (tx) => {
      if (await this.#isOnRecord(tx)) return;
      const { run } = this.parts;
      const { recordId, tool, history, migrations } = this.#task;
      if (recordId !== null) await forgetToolRecord(tx, recordId);
      else {
        await insertToolRecord(tx, {
          planId: run.planId,
          environmentId: run.environmentId,
          phaseId: run.phase.id,
          ...{ tool, history, migrations, before: this.#before },
          recordedById: run.startedById,
          runId: run.id,
        });
      }
      const action = recordId === null ? "record.written" : "record.forgotten";
      await audit(tx, context, action, message, this.#about);
    });
  }

  /** What is said while the tool has its lock. */
  get busy(): string {
    return this.#sentence(TOOL_BUSY);
  }

  stillBusy(): Interruption {
    return askPerson("tool.busy", this.busy, [KEEP_TRYING, WITHOUT_RECORD, ABORT]);
  }

  async #tellApart(context: RunContext, session: TargetSession): Promise<void> {
    const { run, lease } = this.parts;
    const giveUpAt = performance.now() + run.policy.lockWaitLimitMs;
    for (;;) {
      await this.intend(session);
      await beginBatch(context, session, { lockTimeoutMs: 50 });
      if ((await this.takeLock(session)) && (await this.tell(session)) === "told") {
        crashpoint("record-before-commit");
        await session.client.query("COMMIT");
        return;
      }
      await session.client.query("ROLLBACK");
      if (performance.now() > giveUpAt) throw this.stillBusy();
      await lease.pause(jittered(POLL_MS));
    }
  }

  async #rehearse({ client }: TargetSession): Promise<string | null> {
    try {
      const done = this.#isBack
        ? await rehearseForgetting(client, { ...this.#change, before: this.#before })
        : await rehearseRecord(client, this.#change);
      return done.ok ? null : done.failure;
    } catch (error) {
      if (sqlStateOf(error) === null || classify(error) !== "failure") throw error;
      return describeTargetError(error);
    }
  }

  async #isTold({ client }: TargetSession): Promise<boolean> {
    const { rowCount } = await client.query("SELECT FROM interlock.ledger WHERE attempt_id = $1", [
      this.#ledgerId,
    ]);
    return rowCount === 1;
  }

  async #isOnRecord(q: Queryable): Promise<boolean> {
    const { recordId } = this.#task;
    const told =
      recordId === null
        ? and(eq(toolRecords.runId, this.parts.run.id), isNull(toolRecords.forgottenAt))
        : and(eq(toolRecords.id, recordId), isNotNull(toolRecords.forgottenAt));
    return (await q.select({ id: toolRecords.id }).from(toolRecords).where(told)).length > 0;
  }

  get #isBack(): boolean {
    return this.#task.recordId !== null;
  }
  get #before(): readonly string[] {
    return this.#task.before ?? [];
  }
  get #label(): string {
    return TOOL_LABELS[this.#task.tool];
  }
  get #names(): string {
    return this.#task.migrations.map(({ name }) => name).join(", ");
  }
  get #ledgerId(): string {
    return `${this.parts.run.id}:record`;
  }
  get #about() {
    const { tool, history, migrations, before } = this.#task;
    return { tool, history, migrations: migrations.map(({ name }) => name), before };
  }
  #sentence(refusal: string): string {
    return `The record in ${this.#label}: ${refusal}. Nothing was changed there.`;
  }
}

const isSame = (a: readonly string[], b: readonly string[]) =>
  a.length === b.length && a.every((name, at) => name === b[at]);
