import { formatDuration, formatLockMode, formatPlural } from "@/lib/client/format";
import type { LockMode } from "@/lib/contracts/common";
import { LOCK_MODES } from "@/lib/contracts/constants";
import type { PlanNode } from "@/lib/contracts/plan";
import type {
  QueryCompatibility,
  RehearsalFinding,
  RehearsalPass,
  RehearsalReport,
  RehearsedAction,
} from "@/lib/contracts/rehearsal";

export interface Verdict {
  readonly tone: "ok" | "warn" | "bad";
  readonly title: string;
  /** What stands behind it, in figures. */
  readonly detail: string;
}

/** The rehearsal in one sentence, worst first. */
export function rehearsalVerdict(report: RehearsalReport): Verdict {
  const { queries } = report.compatibility;
  const early = queries.filter(breaksTooEarly).length;
  const errors = report.findings.filter(({ level }) => level === "error").length;
  const warnings = report.findings.filter(({ level }) => level === "warning").length;
  const steps = new Set(report.actions.map(({ phaseId, stepId }) => `${phaseId} ${stepId}`)).size;
  const checked = queries.filter(({ verdict }) => verdict !== "not-checked").length;
  const detail = [
    `${formatPlural(steps, "step")} on PostgreSQL ${report.serverVersion}`,
    `${formatPlural(checked, "statement")} of the app tried at every boundary`,
    formatDuration(report.actions.reduce((sum, { durationMs }) => sum + durationMs, 0)),
  ].join(" · ");
  if (!report.passed) {
    const title =
      early > 0
        ? `Not passed: ${formatPlural(early, "statement")} of the app ${early === 1 ? "breaks" : "break"} before any deploy`
        : `Not passed: ${formatPlural(errors, "finding")} ${errors === 1 ? "stands" : "stand"} against it`;
    return { tone: "bad", title, detail };
  }
  const title = "Passed: up, all the way back, and up again";
  return warnings > 0
    ? { tone: "warn", title: `${title}, with ${formatPlural(warnings, "remark")}`, detail }
    : { tone: "ok", title, detail };
}

const LEVELS: readonly RehearsalFinding["level"][] = ["error", "warning", "info"];

/** Findings, the worst first; those of a level in the plan's order. The table of statements tells which of them break. */
export const orderFindings = (findings: readonly RehearsalFinding[]): readonly RehearsalFinding[] =>
  findings
    .filter(({ code }) => code !== "query.breaks")
    .toSorted((a, b) => LEVELS.indexOf(a.level) - LEVELS.indexOf(b.level));

const breaksTooEarly = (query: QueryCompatibility): boolean =>
  query.verdict === "breaks" && query.beforeAnyDeploy;

export interface QueryRow extends QueryCompatibility {
  /** The title of the phase after which it breaks; null where it does not. */
  readonly breaksAfterTitle: string | null;
}

export interface QueryRows {
  /** Those that break before any deploy, then the others in the order of their phases; the most called first. */
  readonly breaking: readonly QueryRow[];
  readonly unchecked: readonly QueryRow[];
  readonly working: readonly QueryRow[];
}

/** The app's statements as the page shows them. */
export function queryRows(queries: readonly QueryCompatibility[], nodes: readonly PlanNode[]): QueryRows {
  const rank = ({ breaksAfter }: QueryCompatibility) => nodes.findIndex(({ id }) => id === breaksAfter);
  const rows = queries
    .toSorted(
      (a, b) =>
        Number(breaksTooEarly(b)) - Number(breaksTooEarly(a)) ||
        rank(a) - rank(b) ||
        (b.calls ?? 0) - (a.calls ?? 0),
    )
    .map((query) => ({ ...query, breaksAfterTitle: titleOf(query.breaksAfter, nodes) }));
  const having = (verdict: QueryCompatibility["verdict"]) => rows.filter((row) => row.verdict === verdict);
  return { breaking: having("breaks"), unchecked: having("not-checked"), working: having("works") };
}

const titleOf = (id: string | null, nodes: readonly PlanNode[]): string | null =>
  id === null ? null : (nodes.find((node) => node.id === id)?.title ?? id);

export interface LockRow {
  readonly relation: string;
  /** `Access exclusive`, or `none`. */
  readonly planned: string;
  readonly observed: string;
  /** Null where the server did what the plan says. */
  readonly differs: { readonly word: string; readonly tone: "bad" | "neutral" } | null;
}

/** Planned and observed locks of an action, the strongest observed first. */
export function lockRows({ locks, outcome }: Pick<RehearsedAction, "locks" | "outcome">): readonly LockRow[] {
  return (locks ?? [])
    .toSorted((a, b) => strength(b.observed) - strength(a.observed))
    .map((lock) => ({
      relation: lock.relation,
      planned: lockWord(lock.planned),
      observed: lockWord(lock.observed),
      // What was done already took only what looking takes.
      differs: outcome === "already-done" ? null : differenceOf(lock),
    }));
}

function differenceOf({
  planned,
  observed,
}: NonNullable<RehearsedAction["locks"]>[number]): LockRow["differs"] {
  if (strength(observed) < strength(planned))
    return { word: observed === null ? "Not taken" : "Weaker than planned", tone: "neutral" };
  // Whoever looks at a table takes the weakest; no plan names it.
  if (strength(observed) === strength(planned) || observed === "AccessShareLock") return null;
  return { word: planned === null ? "Not planned" : "Stronger than planned", tone: "bad" };
}

const strength = (mode: LockMode | null): number => (mode === null ? -1 : LOCK_MODES.indexOf(mode));
const lockWord = (mode: LockMode | null): string => (mode === null ? "none" : formatLockMode(mode));

export interface PassGroup {
  readonly pass: RehearsalPass;
  readonly title: string;
  /** `12 steps, 340 ms, 1 failed`. */
  readonly summary: string;
  readonly failed: boolean;
  readonly phases: readonly {
    readonly phaseId: string;
    readonly title: string;
    readonly actions: readonly RehearsedAction[];
  }[];
}

const PASS_TITLES: Record<RehearsalPass, string> = {
  up: "Up",
  down: "All the way back",
  "up-again": "Up again",
};

/** What was carried out, by pass and phase, in the order it was done. */
export function passGroups(
  actions: readonly RehearsedAction[],
  nodes: readonly PlanNode[],
): readonly PassGroup[] {
  return [...grouped(actions, ({ pass }) => pass)].map(([pass, inPass]) => {
    const failed = inPass.filter(({ outcome }) => outcome === "failed").length;
    return {
      pass,
      title: PASS_TITLES[pass],
      summary: [
        formatPlural(inPass.length, "action"),
        formatDuration(inPass.reduce((sum, { durationMs }) => sum + durationMs, 0)),
        failed > 0 && `${failed} failed`,
      ]
        .filter(Boolean)
        .join(", "),
      failed: failed > 0,
      phases: [...grouped(inPass, ({ phaseId }) => phaseId)].map(([phaseId, inPhase]) => ({
        phaseId,
        title: titleOf(phaseId, nodes) ?? phaseId,
        actions: inPhase,
      })),
    };
  });
}

/** By key, in the order of first appearance. */
function grouped<K>(
  actions: readonly RehearsedAction[],
  keyOf: (action: RehearsedAction) => K,
): Map<K, RehearsedAction[]> {
  const groups = new Map<K, RehearsedAction[]>();
  for (const action of actions) {
    const key = keyOf(action);
    groups.set(key, [...(groups.get(key) ?? []), action]);
  }
  return groups;
}
