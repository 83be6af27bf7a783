import type pg from "pg";
import { appendAudit, by } from "../audit/append";
import type { Page } from "../contracts/common";
import { TOOL_LABELS } from "../contracts/constants";
import type {
  EnvironmentTool,
  ExportOptions,
  ToolId,
  ToolRecord,
  ToolRecordInput,
} from "../contracts/interop";
import type { Plan } from "../contracts/plan";
import { fail, ok, type Result } from "../contracts/result";
import { loadRollout } from "../governance/load";
import { exportPlan } from "../interop/export-plan";
import { hasRowForEach } from "../interop/import-pending";
import type { Migration, Recorder } from "../interop/recorder";
import { TOOLS } from "../interop/registry";
import { loadParser } from "../sql/parse";
import type { Queryable, Store } from "../store/client";
import { getEnvironment } from "../store/environments";
import type { RunRecord } from "../store/schema";
import {
  forgetToolRecord,
  insertToolRecord,
  listToolRecords,
  type StoredToolRecord,
} from "../store/tool-records";
import {
  findToolHistories,
  forgetMigrations,
  recorderOf,
  recordMigrations,
  rehearseRecord,
} from "../target/tool-history";
import type { Asker } from "./asker";
import { getPlan } from "./get-plan";
import { noEnvironment, onTarget } from "./on-target";
import { transact } from "./transact";

const SESSION = { applicationName: "interlock:record", statementTimeoutMs: 10_000 } as const;

interface Place {
  readonly planId: string;
  readonly environmentId: string;
}

/** The migration tools whose history is in an environment's database, with what they applied last. */
export async function listEnvironmentTools(
  { store }: Asker,
  environmentId: string,
): Promise<Result<Page<EnvironmentTool>>> {
  const found = await onTarget(store, environmentId, SESSION, findToolHistories);
  if (!found.ok) return found;
  const standing = (await listToolRecords(store.db, { environmentId })).filter(
    ({ forgottenAt }) => forgottenAt === null,
  );
  const items = found.value.map(({ tool, history, applied, newest, newestAt }) => ({
    tool,
    label: TOOL_LABELS[tool],
    history,
    count: applied.length,
    newest,
    newestAt,
    records: recorderOf(tool) !== null,
    lost: hasRowForEach(tool)
      ? standing
          .filter((record) => record.tool === tool && record.history === history)
          .flatMap((record) => record.migrations.filter((name) => !applied.includes(name)))
      : [],
  }));
  return ok({ items, nextCursor: null });
}

/** What was written into tools' histories for a plan on an environment, oldest first. */
export async function listRecords({ store }: Asker, place: Place): Promise<Result<Page<ToolRecord>>> {
  return ok({ items: (await listToolRecords(store.db, place)).map(shown), nextCursor: null });
}

/**
 * Writes into the history of the team's own tool the rows that it would have written for a phase that has run here.
 * Nothing is recorded that did not run: 409 where the phase has not succeeded, where the tool is in the middle of a run,
 * or where it would stumble over the rows.
 */
export async function recordPhase(
  { store, actor }: Asker,
  place: Place,
  { tool, phase, ...options }: ToolRecordInput,
): Promise<Result<ToolRecord>> {
  const plan = await getPlan({ store, actor }, place.planId);
  if (!plan.ok) return plan;
  const rollout = await loadRollout(store, { ...place, actor });
  if (!rollout) return noEnvironment();
  const prepared = await prepare({ store, place, plan: plan.value, tool, phase, options });
  if (!prepared.ok) return prepared;
  if (rollout.nodes.find(({ id }) => id === phase)?.state !== "succeeded") {
    return refused("phase.not-done", `${phase} has not succeeded here: only what has run is recorded.`);
  }
  const { recorder, migrations } = prepared.value;

  const names = migrations.map(({ name }) => name);
  const about = { planId: plan.value.id, planHash: plan.value.hash, phaseId: phase, tool, migrations: names };
  await trail(
    { store, actor },
    place,
    "record.intended",
    `About to record ${phase} for ${TOOL_LABELS[tool]}`,
    about,
  );
  const written = await onTarget(store, place.environmentId, SESSION, async (client) => {
    const history = await findHistory(client, tool);
    if (!history.ok) return history;
    const before = await recordMigrations(client, { recorder, history: history.value, migrations });
    return before.ok ? ok({ history: history.value, before: before.value }) : before;
  });
  if (!written.ok) return written;
  if (!written.value.ok) return refused("tool.refuses", `${sentence(written.value.failure)}`);
  const { history, before } = written.value.value;
  return transact(store, async (tx) => {
    const id = await insertToolRecord(tx, {
      ...place,
      phaseId: phase,
      tool,
      history,
      migrations,
      before,
      recordedById: actor.userId,
    });
    const record = (await listToolRecords(tx, place)).find((one) => one.id === id);
    if (!record) throw new Error(`record ${id} is gone inside its own transaction`);
    await appendAudit(tx, {
      ...by(actor),
      action: "record.written",
      subjectType: "plan",
      subjectId: place.planId,
      environmentId: place.environmentId,
      summary: `Recorded ${phase} for ${TOOL_LABELS[tool]}: ${names.join(", ")}`,
      detail: { ...about, history, before },
    });
    return ok(shown(record));
  });
}

/**
 * Takes the rows of a record away again; only where the phase has been taken back, or its run has failed: it may have told
 * the tool with its last step, before the look at the whole phase found something missing.
 */
export async function forgetRecord(
  { store, actor }: Asker,
  place: Place,
  id: string,
): Promise<Result<ToolRecord>> {
  const environment = await getEnvironment(store.db, place.environmentId);
  if (!environment) return noEnvironment();
  const record = (await listToolRecords(store.db, place)).find((one) => one.id === id);
  if (!record || record.forgottenAt !== null) {
    return fail({ code: "not-found", message: "There is no such record." });
  }
  const rollout = await loadRollout(store, { ...place, actor });
  const state = rollout?.nodes.find((node) => node.id === record.phaseId)?.state;
  if (state !== "reverted" && state !== "pending" && state !== "failed") {
    return refused(
      "phase.done",
      `${record.phaseId} stands on ${environment.name}: take it back first, then its record.`,
    );
  }
  const recorder = recorderOf(record.tool);
  if (recorder === null) return invalid("tool", String(TOOLS[record.tool].recorder));
  const { history, before, written: migrations } = record;
  const about = { phaseId: record.phaseId, tool: record.tool, migrations: record.migrations, history };
  await trail(
    { store, actor },
    place,
    "record.intended",
    `About to take the record of ${record.phaseId} for ${TOOL_LABELS[record.tool]} away`,
    about,
  );
  const gone = await onTarget(store, place.environmentId, SESSION, (client) =>
    forgetMigrations(client, { recorder, history, migrations, before }),
  );
  if (!gone.ok) return gone;
  if (!gone.value.ok) return refused("tool.refuses", sentence(gone.value.failure));
  return transact(store, async (tx) => {
    await forgetToolRecord(tx, id);
    await appendAudit(tx, {
      ...by(actor),
      action: "record.forgotten",
      subjectType: "plan",
      subjectId: place.planId,
      environmentId: place.environmentId,
      summary: `Took the record of ${record.phaseId} for ${TOOL_LABELS[record.tool]} away again`,
      detail: about,
    });
    return ok({ ...shown(record), forgottenAt: new Date().toISOString() });
  });
}

/**
 * What a run that is asked to record writes with the end of its phase; tried on the target and rolled back, so that what
 * stands against it is said before there is a run. 422 and 409 as `recordPhase` has them.
 */
export async function recordOfRun(
  { store, actor }: Asker,
  place: Place,
  { tool, phase, ...options }: ToolRecordInput,
): Promise<Result<RunRecord>> {
  const plan = await getPlan({ store, actor }, place.planId);
  if (!plan.ok) return plan;
  const prepared = await prepare({ store, place, plan: plan.value, tool, phase, options });
  if (!prepared.ok) return prepared;
  const { recorder, migrations } = prepared.value;
  if (migrations.length === 0)
    return refused("record.empty", `${phase} becomes no file of ${TOOL_LABELS[tool]}.`);
  const tried = await onTarget(store, place.environmentId, SESSION, async (client) => {
    const history = await findHistory(client, tool);
    if (!history.ok) return history;
    const rehearsed = await rehearseRecord(client, { recorder, history: history.value, migrations });
    return rehearsed.ok ? history : rehearsed;
  });
  if (!tried.ok) return tried;
  if (!tried.value.ok) return refused("tool.refuses", sentence(tried.value.failure));
  return ok({ tool, history: tried.value.value, migrations, before: null, recordId: null });
}

/** What a run back takes away with the end of its phase: what a run has written for it; null where none has. */
export async function recordTakenBack(q: Queryable, place: Place, phase: string): Promise<RunRecord | null> {
  const record = (await listToolRecords(q, place)).find(
    ({ phaseId, runId, forgottenAt }) => phaseId === phase && runId !== null && forgottenAt === null,
  );
  if (!record) return null;
  const { id: recordId, tool, history, written: migrations, before } = record;
  return { tool, history, migrations, before, recordId };
}

/** What a phase is to the tool, as the files it was exported as. */
async function prepare({
  store,
  place,
  plan,
  tool,
  phase,
  options,
}: {
  readonly store: Store;
  readonly place: Place;
  readonly plan: Plan;
  readonly tool: ToolId;
  readonly phase: string;
  readonly options: ExportOptions;
}): Promise<Result<{ readonly recorder: Recorder; readonly migrations: readonly Migration[] }>> {
  const recorder = recorderOf(tool);
  if (recorder === null) return invalid("tool", `${TOOL_LABELS[tool]}: ${TOOLS[tool].recorder}`);
  const standing = (await listToolRecords(store.db, place)).find(stands(tool, phase));
  if (standing) return refused("record.exists", `${phase} is recorded for ${TOOL_LABELS[tool]} already.`);
  await loadParser();
  const exported = exportPlan(plan, tool, { ...options, phase });
  if (!exported.ok) return invalid("phase", exported.failure);
  return ok({ recorder, migrations: recorder.migrations(exported.value.files) });
}

/** A team may have one history of a tool; where there are several, the one in `public`. */
async function findHistory(client: pg.ClientBase, tool: ToolId): Promise<Result<string, string>> {
  const own = (await findToolHistories(client)).filter((one) => one.tool === tool).map((one) => one.history);
  const history = own.find((name) => name.startsWith("public.")) ?? own[0];
  return history === undefined
    ? fail(`there is no history table of ${TOOL_LABELS[tool]} in this database`)
    : ok(history);
}

const stands = (tool: ToolId, phase: string) => (record: StoredToolRecord) =>
  record.tool === tool && record.phaseId === phase && record.forgottenAt === null;

const shown = ({ written, before, ...record }: StoredToolRecord): ToolRecord => ({
  ...record,
  follows: recorderOf(record.tool)?.follows?.(written) ?? before.at(-1) ?? null,
});

const sentence = (text: string) => `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;

function trail(
  { store, actor }: Asker,
  place: Place,
  action: string,
  summary: string,
  detail: Record<string, unknown>,
) {
  return transact(store, async (tx) => {
    await appendAudit(tx, {
      ...by(actor),
      action,
      subjectType: "plan",
      subjectId: place.planId,
      environmentId: place.environmentId,
      summary,
      detail,
    });
    return ok(undefined);
  });
}

function invalid(path: string, message: string): Result<never> {
  return fail({ code: "input.invalid", errors: [{ path, message }] });
}

function refused(code: string, message: string): Result<never> {
  return fail({ code: "conflict", message, reasons: [{ code, message, remedy: "fix" }] });
}
