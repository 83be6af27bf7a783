import pg from "pg";
import { diffCatalogs } from "../catalog/diff";
import type { Catalog } from "../catalog/model";
import type { LockMode } from "../contracts/common";
import type { Action, PhaseNode, PlanDraft, Step } from "../contracts/plan";
import type {
  AppQuery,
  RehearsalFinding,
  RehearsalPass,
  RehearsalReport,
  RehearsedAction,
} from "../contracts/rehearsal";
import { compareStrength, stronger } from "../sql/lock-modes";
import { loadParser } from "../sql/parse";
import { cloneStructure } from "./clone";
import { Compatibility } from "./compatibility";
import { changedRows, type Picture, picture } from "./picture";
import { type Ran, runAction } from "./run-action";
import { fillTables } from "./synthetic-rows";
import { changedColumns, type TouchedColumns, touchedColumns } from "./touched-columns";

export interface RehearseOptions {
  readonly plan: Pick<PlanDraft, "nodes" | "relations">;
  /** The structure to rehearse on, as read from the environment. */
  readonly catalog: Catalog;
  /** Statements of the app; where there are none, `queryNote` says why. */
  readonly queries: readonly AppQuery[];
  readonly querySource: RehearsalReport["compatibility"]["source"];
  readonly queryNote: string | null;
  /** Connection string of an empty database whose owner asks; what is in it afterwards is nobody's. */
  readonly shadowUrl: string;
  readonly signal?: AbortSignal;
}

/** On twenty rows nothing takes long, but for a function of the app's that never comes back. */
const STATEMENT_LIMIT_MS = 60_000;

/**
 * Carries the plan out on the shadow database, where nobody else is about: up, all the way back, and up again. Tells
 * what the server did where it is not what the plan says. Throws where the shadow itself fails, or the signal says so.
 */
export async function rehearse(options: RehearseOptions): Promise<RehearsalReport> {
  await loadParser();
  const client = new pg.Client({
    connectionString: options.shadowUrl,
    application_name: "interlock:rehearsal",
    statement_timeout: STATEMENT_LIMIT_MS,
  });
  // A connection that drops fails the query in flight.
  client.on("error", () => {});
  await client.connect();
  try {
    return await new Rehearsing(client, options).report();
  } finally {
    await client.end();
  }
}

/** The plan cannot go on: what came of it so far is the report. */
class Stopped extends Error {}

class Rehearsing {
  readonly #actions: RehearsedAction[] = [];
  readonly #findings: RehearsalFinding[] = [];
  readonly #phases: readonly PhaseNode[];
  readonly #compatibility: Compatibility;

  constructor(
    private readonly client: pg.Client,
    private readonly options: RehearseOptions,
  ) {
    const { plan, queries, catalog } = options;
    this.#phases = plan.nodes.filter((node) => node.type === "phase");
    this.#compatibility = new Compatibility(queries, catalog.searchPath, plan.nodes);
  }

  async report(): Promise<RehearsalReport> {
    const { client, options } = this;
    const { catalog, plan } = options;
    const missing = await cloneStructure(client, catalog);
    await client.query("CREATE SCHEMA interlock; GRANT USAGE ON SCHEMA interlock TO PUBLIC");
    const filled = await fillTables(client, catalog, plan.relations);
    for (const { relation, refused } of filled.filter((one) => one.rows === 0)) {
      this.#find("info", "rows.none", `${relation} has no rows here: ${refused ?? "none could be made"}.`);
    }
    if (missing.length > 0) {
      this.#find(
        "warning",
        "structure.missing",
        `Not all of the structure is on the copy: ${missing.length} differences.`,
      );
    }
    await this.#compatibility.start(client);
    try {
      await this.#wholeWay();
    } catch (error) {
      if (!(error instanceof Stopped)) throw error;
    }
    this.#judgeQueries();
    const version = await client.query<{ version: string }>(
      "SELECT split_part(current_setting('server_version'), ' ', 1) AS version",
    );
    return {
      passed: !this.#findings.some(({ level }) => level === "error"),
      serverVersion: version.rows[0]?.version ?? "",
      environmentServerVersion: catalog.serverVersion,
      missing: [...missing],
      rows: filled.map(({ relation, rows }) => ({ relation, rows })),
      actions: this.#actions,
      compatibility: {
        source: options.querySource,
        note: options.queryNote,
        queries: [...this.#compatibility.queries],
      },
      findings: this.#findings,
    };
  }

  async #wholeWay(): Promise<void> {
    const start = await picture(this.client);
    const touched = await touchedColumns(this.client, start, this.options.plan.relations);
    const boundaries = [start];
    for (const phase of this.#phases) {
      await this.#up("up", phase);
      await this.#compatibility.after(this.client, phase.id);
      boundaries.push(await picture(this.client));
    }
    const end = boundaries.at(-1) ?? start;
    for (const [at, phase] of [...this.#phases.entries()].reverse()) {
      await this.#down(phase);
      const before = boundaries[at];
      if (before) this.#compareBack(phase, start, before, await picture(this.client), touched);
    }
    this.#tellTouched(start, await picture(this.client), touched);
    for (const phase of this.#phases) await this.#up("up-again", phase);
    for (const { object } of diffCatalogs(end.catalog, (await picture(this.client)).catalog)) {
      this.#find(
        "error",
        "up-again.differs",
        `${object} is otherwise after the second way up than after the first.`,
      );
    }
  }

  async #up(pass: RehearsalPass, phase: PhaseNode): Promise<void> {
    for (const step of phase.steps) await this.#act(pass, phase, step, step);
  }

  async #down(phase: PhaseNode): Promise<void> {
    for (const step of phase.steps.toReversed()) {
      for (const action of step.revert.actions) await this.#act("down", phase, step, action);
    }
  }

  async #act(pass: RehearsalPass, phase: PhaseNode, step: Step, action: Action): Promise<void> {
    this.options.signal?.throwIfAborted();
    const at = { phaseId: phase.id, stepId: step.id };
    const told = { pass, ...at, title: action.title };
    const files = await filesOf(this.client);
    const began = performance.now();
    try {
      const ran =
        action.kind === "check" ? await this.#check(action, at) : await runAction(this.client, action);
      const durationMs = performance.now() - began;
      const rewrote = await rewritten(this.client, files);
      const locks = isSeen(action) ? locksOf(action, ran, files) : null;
      this.#actions.push({
        ...told,
        outcome: ran.before === "done" ? "already-done" : "done",
        durationMs,
        locks,
        rewrote,
        error: null,
      });
      if (ran.after === "unchanged") {
        const message = `"${action.title}" changes nothing: the server reads both as the same.`;
        this.#find("info", "probe.unchanged", message, at);
      } else if (ran.after !== "done") {
        this.#find("error", "probe.not-done", `After "${action.title}" its probe says ${ran.after}.`, at);
      }
      for (const { relation, planned, observed } of ran.before === "done" ? [] : (locks ?? [])) {
        if (observed === null || observed === "AccessShareLock") continue;
        if (planned === null || compareStrength(observed, planned) > 0) {
          const said = planned === null ? "no lock" : planned;
          this.#find(
            "error",
            "locks.stronger",
            `"${action.title}" takes ${observed} on ${relation}; the plan says ${said}.`,
            at,
          );
        }
      }
      if (rewrote.length > 0 && !action.rewrites) {
        this.#find(
          "error",
          "rewrite.unplanned",
          `"${action.title}" writes ${rewrote.join(", ")} anew; the plan does not say so.`,
          at,
        );
      }
    } catch (error) {
      if ((error as { code?: string }).code === undefined) throw error;
      const { message } = error as Error;
      const durationMs = performance.now() - began;
      this.#actions.push({
        ...told,
        outcome: "failed",
        durationMs,
        locks: null,
        rewrote: [],
        error: message,
      });
      this.#find("error", "step.failed", `"${action.title}" fails: ${message}.`, at);
      throw new Stopped();
    }
  }

  /** A check asks for rows that stand in the way; the rows here are made up, so what it finds says little. */
  async #check(action: Action, at: { readonly phaseId: string; readonly stepId: string }): Promise<Ran> {
    const { rowCount } = await this.client.query(action.sql);
    if (rowCount) {
      this.#find("info", "check.rows", `"${action.title}" finds ${rowCount} of the made-up rows.`, at);
    }
    return { before: "absent", after: "done", locks: new Map() };
  }

  #compareBack(
    phase: PhaseNode,
    start: Picture,
    before: Picture,
    now: Picture,
    touched: TouchedColumns,
  ): void {
    const lossy = phase.steps.filter((step) => !step.revert.lossless);
    const different = [
      ...diffCatalogs(before.catalog, now.catalog).map(({ kind, object }) => `${kind} ${object}`),
      ...changedRows(before, now, start.catalog, touched),
    ];
    for (const one of different) {
      const message = `After ${phase.title} is taken back, this is not as it was before: ${one}.`;
      this.#find(lossy.length === 0 ? "error" : "info", "down.differs", message, {
        phaseId: phase.id,
        stepId: null,
      });
    }
  }

  /** The app's triggers run for our writes too; what they set nobody sets back. */
  #tellTouched(start: Picture, back: Picture, touched: TouchedColumns): void {
    for (const [relation, changed] of changedColumns(start.catalog, start.rows, back.rows)) {
      const columns = changed.filter((column) => touched.get(relation)?.includes(column));
      if (columns.length === 0) continue;
      const message = `The app's own triggers set ${columns.join(", ")} of ${relation} in the rows that this plan writes; taking it back does not bring the old values back.`;
      this.#find("warning", "trigger.touches", message);
    }
  }

  #judgeQueries(): void {
    for (const { sql, beforeAnyDeploy, breaksAfter, error } of this.#compatibility.queries) {
      if (!beforeAnyDeploy) continue;
      const message = `A statement that the app sends breaks before any deploy: ${sql.slice(0, 200)} (${error}).`;
      this.#find("error", "query.breaks", message, { phaseId: breaksAfter, stepId: null });
    }
  }

  #find(
    level: RehearsalFinding["level"],
    code: string,
    message: string,
    at: { readonly phaseId: string | null; readonly stepId: string | null } = { phaseId: null, stepId: null },
  ): void {
    this.#findings.push({ level, code, message, ...at });
  }
}

/** Locks can be read before the commit, in the one transaction that an action is; a backfill has many. */
const isSeen = (action: Action): boolean =>
  action.transactional && action.backfill === null && action.kind !== "check";

interface File {
  readonly relation: string;
  readonly node: string;
}
type Files = ReadonlyMap<string, File>;

/** Where the rows of each table and materialized view lie. */
async function filesOf(client: pg.Client): Promise<Files> {
  const { rows } = await client.query<File & { oid: string }>(
    `SELECT c.oid::text, pg_catalog.format('%I.%I', n.nspname, c.relname) AS relation, c.relfilenode::text AS node
     FROM pg_catalog.pg_class AS c JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
     WHERE c.relkind IN ('r', 'p', 'm') AND n.nspname !~ '^pg_' AND n.nspname NOT IN ('information_schema', 'interlock')`,
  );
  return new Map(rows.map(({ oid, ...file }) => [oid, file]));
}

async function rewritten(client: pg.Client, before: Files): Promise<string[]> {
  const now = await filesOf(client);
  return [...before]
    .filter(([oid, { node }]) => (now.get(oid)?.node ?? node) !== node)
    .map(([, { relation }]) => relation);
}

/** What the plan says and what was seen, on relations that were there before. */
function locksOf(action: Action, { locks }: Ran, files: Files): RehearsedAction["locks"] {
  const there = new Set([...files.values()].map(({ relation }) => relation));
  const strongest = (modes: readonly LockMode[]) =>
    modes.reduce<LockMode | null>((left, right) => (left ? stronger(left, right) : right), null);
  const planned = (relation: string) =>
    strongest(action.locks.filter((lock) => lock.relation === relation).map(({ mode }) => mode));
  const relations = new Set(
    [...action.locks.map(({ relation }) => relation), ...locks.keys()].filter((relation) =>
      there.has(relation),
    ),
  );
  return [...relations].sort().map((relation) => ({
    relation,
    planned: planned(relation),
    observed: strongest(locks.get(relation) ?? []),
  }));
}
