import { createHash } from "node:crypto";
import type { ExportOptions, RepositoryFile } from "@/lib/contracts/interop";
import type { Plan } from "@/lib/contracts/plan";
import { parseSql } from "@/lib/sql/parse";
import { Draft } from "./draft";
import { readSnapshot, type Snapshot, type Table } from "./model";
import { inTheirWords } from "./spelling";
import { applyStatement } from "./statements";

/** The team's newest snapshot, and where the branch stands. */
export interface TeamsSnapshot {
  readonly snapshot: Snapshot;
  /** The highest number of a snapshot and of the journal's entries, where it is given too. */
  readonly number: number;
  /** The journal's latest time, in milliseconds; 0 where it is not given. */
  readonly when: number;
}

/**
 * The newest of the snapshots among the files, as Drizzle Kit takes it: the last by name. Null where none is given; a
 * sentence where it is none that can be extended.
 */
export function teamsSnapshot(
  files: readonly RepositoryFile[],
  folder: string,
): TeamsSnapshot | string | null {
  const meta = `${folder}/meta/`;
  const inMeta = files.filter(({ path }) => path.startsWith(meta));
  const newest = inMeta
    .filter(({ path }) => path.endsWith(".json") && !path.startsWith(`${meta}_`))
    .sort((a, b) => (a.path < b.path ? 1 : -1))[0];
  if (!newest) return null;
  const digits = /^(\d{4,6})_snapshot\.json$/.exec(newest.path.slice(meta.length))?.[1];
  if (digits === undefined)
    return `${newest.path} is not numbered: snapshots are written for prefix "index" only`;
  const snapshot = readSnapshot(newest.content);
  if (!snapshot) return `${newest.path} is no snapshot of version 7 for PostgreSQL`;
  const journal = inMeta.find(({ path }) => path === `${meta}_journal.json`)?.content ?? "";
  const greatest = (key: string) =>
    Math.max(
      0,
      ...[...journal.matchAll(new RegExp(`"${key}"\\s*:\\s*(\\d+)`, "g"))].map(([, at]) => Number(at)),
    );
  return { snapshot, number: Math.max(Number(digits), greatest("idx")), when: greatest("when") };
}

export interface PhaseSnapshots {
  /** By phase. */
  readonly texts: ReadonlyMap<string, string>;
  /** What no snapshot can say, in words. */
  readonly unwritten: readonly string[];
  /** Expressions as the schema in TypeScript has to write them: Drizzle compares their text. */
  readonly expressions: readonly string[];
}

/**
 * The team's snapshot after each phase, each pointing to the one before; where one phase is asked for, it points to the
 * team's. What is there only while the plan is under way is in none of them. `loadParser()` must have been awaited.
 */
export function phaseSnapshots(plan: Plan, team: Snapshot, { phase: only }: ExportOptions): PhaseSnapshots {
  const start = withKeys(structuredClone(team));
  const draft = new Draft(structuredClone(start));
  const phases = plan.nodes.filter((node) => node.type === "phase");
  const after = phases.map((phase) => {
    for (const step of phase.steps) {
      if (step.backfill || step.kind === "check") continue;
      const parsed = parseSql(step.sql);
      if (!parsed.ok) throw new Error(`a plan's SQL does not parse: ${parsed.failure.message}`);
      for (const { node, kind } of parsed.value) {
        if (kind === "DoStmt" || kind === "CallStmt") draft.cannot(`what the code of “${step.title}” does`);
        applyStatement(draft, node);
      }
    }
    return { phase, snapshot: structuredClone(draft.snapshot) };
  });
  const end = draft.snapshot;
  let prevId = team.id;
  const texts = new Map<string, string>();
  for (const { phase, snapshot } of after) {
    if (only !== undefined && phase.id !== only) continue;
    const id = idOf(plan, phase.id, prevId);
    texts.set(
      phase.id,
      JSON.stringify({ ...lasting(snapshot, start, end), id, prevId, _meta: NO_RENAMES }, null, 2),
    );
    prevId = id;
  }
  const last = JSON.stringify([...texts.values()].map((text) => JSON.parse(text) as unknown));
  return {
    texts,
    unwritten: [
      ...draft.unwritten,
      ...[...draft.views].map((name) => `the view ${name}`),
      ...[...draft.nullsEqual].map((name) => `NULLS NOT DISTINCT of the index ${name}`),
    ],
    expressions: [...draft.expressions].filter((text) => last.includes(JSON.stringify(text).slice(1, -1))),
  };
}

const NO_RENAMES = { schemas: {}, tables: {}, columns: {} };

/** A UUID that is the same for the same plan, phase and parent. */
function idOf(plan: Plan, phase: string, prevId: string): string {
  const digest = createHash("sha256").update(`${plan.hash} ${phase} ${prevId}`).digest("hex");
  const variant = ((Number.parseInt(digest.slice(16, 17), 16) & 3) | 8).toString(16);
  return [
    digest.slice(0, 8),
    digest.slice(8, 12),
    `8${digest.slice(13, 16)}`,
    variant + digest.slice(17, 20),
    digest.slice(20, 32),
  ].join("-");
}

/** Primary keys of one column as constraints, so that statements find them by name. */
function withKeys(snapshot: Snapshot): Snapshot {
  for (const table of Object.values(snapshot.tables)) {
    for (const column of Object.values(table.columns)) {
      const name = `${table.name}_pkey`;
      if (column.primaryKey) table.compositePrimaryKeys[name] = { name, columns: [column.name] };
    }
  }
  return snapshot;
}

type Entries = Readonly<Record<string, unknown>>;

/** What was there before the plan or is there after it: what is ours in between is not the team's to write down. */
function lasting(now: Snapshot, start: Snapshot, end: Snapshot): Snapshot {
  const tables = Object.entries(keep(now.tables, start.tables, end.tables)).map(([key, table]) => [
    key,
    lastingTable(table, start.tables[key], end.tables[key]),
  ]);
  return {
    ...now,
    tables: Object.fromEntries(tables),
    enums: keep(now.enums, start.enums, end.enums),
    sequences: keep(now.sequences, start.sequences, end.sequences),
    views: keep(now.views, start.views, end.views),
  };
}

function keep<T extends Entries>(now: T, start: Entries | undefined, end: Entries | undefined): T {
  return Object.fromEntries(
    Object.entries(now).filter(
      ([name]) => Object.hasOwn(start ?? {}, name) || Object.hasOwn(end ?? {}, name),
    ),
  ) as T;
}

function lastingTable(now: Table, start: Table | undefined, end: Table | undefined): Table {
  const table: Table = {
    ...now,
    columns: keep(now.columns, start?.columns, end?.columns),
    indexes: keep(now.indexes, start?.indexes, end?.indexes),
    foreignKeys: keep(now.foreignKeys, start?.foreignKeys, end?.foreignKeys),
    compositePrimaryKeys: keep(
      now.compositePrimaryKeys,
      start?.compositePrimaryKeys,
      end?.compositePrimaryKeys,
    ),
    uniqueConstraints: keep(now.uniqueConstraints, start?.uniqueConstraints, end?.uniqueConstraints),
    policies: keep(now.policies, start?.policies, end?.policies),
    checkConstraints: keep(now.checkConstraints, start?.checkConstraints, end?.checkConstraints),
  };
  if (start) writeAsBefore(table, start);
  return withoutKeys(table, start);
}

/** The opposite of `withKeys`. */
function withoutKeys(table: Table, start: Table | undefined): Table {
  const wasNamed = (name: string) =>
    start?.compositePrimaryKeys[name] !== undefined &&
    !Object.values(start.columns).some(({ primaryKey }) => primaryKey);
  const keys = Object.values(table.compositePrimaryKeys);
  const single = keys.find(({ name, columns }) => columns.length === 1 && !wasNamed(name));
  const columns = Object.entries(table.columns).map(([name, column]) => [
    name,
    { ...column, primaryKey: single?.columns[0] === name },
  ]);
  const named = keys.filter((key) => key !== single).map((key) => [key.name, key]);
  return { ...table, columns: Object.fromEntries(columns), compositePrimaryKeys: Object.fromEntries(named) };
}

/** What stands under a name that the team had already is written in the team's words where it says the same. */
function writeAsBefore(table: Table, start: Table): void {
  const say = (theirs: string | undefined, ours: string): string =>
    (theirs === undefined || theirs === ours ? null : inTheirWords(theirs, ours)) ?? ours;
  for (const check of Object.values(table.checkConstraints)) {
    check.value = say(start.checkConstraints[check.name]?.value, check.value);
  }
  for (const policy of Object.values(table.policies)) {
    const before = start.policies[policy.name];
    if (policy.using !== undefined) policy.using = say(before?.using, policy.using);
    if (policy.withCheck !== undefined) policy.withCheck = say(before?.withCheck, policy.withCheck);
  }
  for (const index of Object.values(table.indexes)) {
    const before = start.indexes[index.name];
    if (!before) continue;
    index.concurrently = before.concurrently;
    if (index.where !== undefined) index.where = say(before.where, index.where);
    for (const [at, key] of index.columns.entries()) {
      const theirs = before.columns[at];
      if (key.isExpression && theirs?.isExpression) key.expression = say(theirs.expression, key.expression);
      if (!key.isExpression && theirs?.opclass !== undefined) key.opclass ??= theirs.opclass;
    }
  }
  const defaults = Object.values(start.columns).map((column) => column.default);
  for (const column of Object.values(table.columns)) {
    const ours = column.default;
    if (typeof ours !== "string" || defaults.includes(ours)) continue;
    const theirs = defaults.find((one) => typeof one === "string" && inTheirWords(one, ours) !== null);
    if (theirs !== undefined) column.default = theirs;
  }
}
