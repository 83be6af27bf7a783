import { fingerprint } from "@/lib/catalog/fingerprint";
import type { Catalog } from "@/lib/catalog/model";
import { catalogAfter } from "@/lib/change/catalog-after";
import type { Policy } from "@/lib/contracts/environment";
import type { Operation } from "@/lib/contracts/operation";
import type { DeployNode, PhaseKind, PhaseNode, PlanDraft, PlanNode } from "@/lib/contracts/plan";
import { type Failure, fail, ok, type Result } from "@/lib/contracts/result";
import { loadParser } from "@/lib/sql/parse";
import { backfillDrafts } from "./backfill";
import { coveredOperations } from "./covered-operations";
import { type MeasuredStep, type Measurements, withEstimate } from "./estimate";
import { planHash } from "./hash";
import { clashes } from "./operation-clashes";
import type { DeployPart, OperationPlan } from "./operation-plan";
import { SERVER_MAJORS } from "./operation-plan";
import { planOperation } from "./operation-planners";
import { type NewerAction, type PlannedStep, StepList } from "./step-list";

export interface PlanInput {
  readonly title: string;
  readonly operations: readonly Operation[];
  readonly catalog: Catalog;
  readonly policy: Policy;
  /** What earlier runs showed on this environment, for the estimates; in any order. */
  readonly measured: readonly MeasuredStep[];
}

/**
 * The whole plan for a change, or why there is no safe one: `input.invalid` with paths like `operations.0.column`.
 * The same input gives the same plan and hash. Operations must be understood already, their tables `schema.name`.
 */
export async function planChange(input: PlanInput): Promise<Result<PlanDraft, Failure>> {
  await loadParser();
  const { catalog, operations } = input;
  if (catalog.serverMajor < SERVER_MAJORS.min) {
    return invalid([
      {
        path: "environmentId",
        message: `the server is version ${catalog.serverVersion}; plans are made for ${SERVER_MAJORS.min} and newer`,
      },
    ]);
  }
  const covered = coveredOperations(operations, catalog);
  const clashing = clashes(operations, catalog, covered);
  if (clashing.length > 0) return invalid(clashing);

  const measurements = { steps: input.measured, nowMs: Date.parse(catalog.readAt) };
  const parts: OperationPlan[] = [];
  const errors: { path: string; message: string }[] = [];
  let found = catalog;
  let earlier: Operation | null = null;
  for (const [index, operation] of operations.entries()) {
    if (covered.has(operation)) continue;
    if (earlier) found = catalogAfter(found, earlier);
    earlier = operation;
    const planned = planOperation(operation, {
      ...input,
      start: catalog,
      catalog: found,
      index,
      measurements,
    });
    if (planned.ok) parts.push(planned.value);
    else
      errors.push(
        ...planned.failure.map(({ field, message }) => ({ path: `operations.${index}.${field}`, message })),
      );
  }
  if (errors.length > 0) return invalid(errors);

  const merged = mergeNodes(parts, catalog, measurements);
  if (!merged.ok) return invalid([{ path: "operations", message: merged.failure }]);
  const { nodes, newer } = merged.value;
  if (newer.length > 0) return invalid(newer.map((one) => laterThanServer(one, input)));
  if (nodes.length === 0) {
    const message = `there is nothing to do: ${parts.map((part) => part.summary).join("; ")}`;
    return invalid([{ path: "operations", message }]);
  }
  const draft = {
    format: 1 as const,
    title: input.title,
    summary: parts.map((part) => part.summary).join("; "),
    kind: parts.some((part) => part.breaking) ? ("breaking" as const) : ("additive" as const),
    operations: [...operations],
    serverVersion: catalog.serverVersion,
    serverMajors: {
      min: Math.max(...parts.map((part) => part.serverMajors.min)),
      max: Math.min(...parts.map((part) => part.serverMajors.max)),
    },
    catalogFingerprint: (await fingerprint(catalog)).schema,
    assumes: parts.flatMap((part) => part.assumes),
    findings: unique(
      parts.flatMap((part) => part.findings),
      (finding) => finding.message,
    ),
    relations: unique(
      parts.flatMap((part) => part.relations),
      (relation) => relation,
    ).sort(),
    tripwires: parts.flatMap((part) => part.tripwires),
    nodes,
  };
  return ok({ ...draft, hash: planHash(draft) });
}

interface StepsOf {
  readonly steps: readonly PlannedStep[];
}

/** What came later than the server, at the operation that it comes from: its author wrote it so. */
function laterThanServer({ actionId, what, major }: NewerAction, { operations, catalog }: PlanInput) {
  // Rows are filled for several operations at once.
  const index = Number(/^o(\d+)-/.exec(actionId)?.[1] ?? 0) - 1;
  const field = "sql" in (operations[index] ?? {}) ? "sql" : "kind";
  return {
    path: index < 0 ? "operations" : `operations.${index}.${field}`,
    message: `${what} came with version ${major}, and the server is ${catalog.serverVersion}`,
  };
}

const CHANGES_ROWS =
  "Fills or changes the rows that are there, in short batches beside the app, then adds what rests on all rows.";

/** One expand, one pass over the rows of each table, one contract; deploys where every part needs them. */
function mergeNodes(
  parts: readonly OperationPlan[],
  catalog: Catalog,
  measurements: Measurements,
): Result<{ readonly nodes: PlanNode[]; readonly newer: readonly NewerAction[] }, string> {
  const fills = backfillDrafts(parts.flatMap((part) => part.fills));
  if (!fills.ok) return fills;
  const rows = new StepList(catalog);
  for (const draft of fills.value) rows.add(draft);

  const nodes: PlanNode[] = [];
  const newer: NewerAction[] = [];
  const add = ({ steps, ...phase }: Omit<PhaseNode, "type" | "destructive" | "steps"> & StepsOf) => {
    if (steps.length === 0) return;
    newer.push(...steps.flatMap((step) => step.newer));
    nodes.push({
      type: "phase",
      destructive: steps.some((step) => step.destructive),
      ...phase,
      steps: steps.map((step) => withEstimate(step, measurements)),
    });
  };
  const deploy = (before: DeployPart["before"]) => {
    const waited = parts.flatMap((part) => part.deploys).filter((part) => part.before === before);
    for (const { before: _before, ...part } of mergeDeploys(waited)) {
      nodes.push({ type: "deploy", ...part, requires: nodes.map((node) => node.id) } satisfies DeployNode);
    }
  };
  const words = (phase: PhaseKind) =>
    unique(
      parts.flatMap((part) => part.compatibleWith[phase] ?? []),
      (text) => text,
    );

  add({
    id: "expand",
    kind: "expand",
    title: "Expand",
    why: "Adds what the next release needs without taking anything away: the app as it is does not notice.",
    compatibleWith: words("expand"),
    steps: parts.flatMap((part) => part.expand),
  });
  deploy("backfill");
  add({
    id: "backfill",
    kind: "backfill",
    title: fills.value.length > 0 ? "Backfill" : "Tighten",
    why:
      fills.value.length > 0
        ? `${CHANGES_ROWS} ${fills.value.some((one) => one.revert?.length) ? "What is overwritten or deleted is kept, and taking it back puts it back." : "Taking it back drops those constraints and indexes; the filled values need no undoing."}`
        : "Checks every row beside the app, then makes the database hold the rule.",
    compatibleWith: words("backfill"),
    steps: [...rows.steps, ...parts.flatMap((part) => part.tighten)],
  });
  deploy("switch");
  add({
    id: "switch",
    kind: "switch",
    title: "Switch",
    why: "Exchanges the names in one short transaction: from then on the app reads and writes what was filled.",
    compatibleWith: words("switch"),
    steps: parts.flatMap((part) => part.switch),
  });
  deploy("contract");
  add({
    id: "contract",
    kind: "contract",
    title: "Contract",
    why: "Takes away what no release uses any more. Needs the consent of a second person.",
    compatibleWith: words("contract"),
    steps: parts.flatMap((part) => part.contract),
  });
  return ok({ nodes, newer });
}

/** Deploys of one id become one: a release can serve several operations. */
function mergeDeploys(deploys: readonly DeployPart[]): readonly DeployPart[] {
  const merged = new Map<string, DeployPart>();
  for (const part of deploys) {
    const before = merged.get(part.id);
    if (!before) {
      merged.set(part.id, part);
      continue;
    }
    const snippets = { ...before.snippets };
    for (const [target, text] of Object.entries(part.snippets)) {
      const key = target as keyof typeof snippets;
      snippets[key] = [snippets[key], text].filter(Boolean).join("\n\n");
    }
    merged.set(part.id, {
      ...before,
      title: `${before.title}; ${part.title.charAt(0).toLowerCase()}${part.title.slice(1)}`,
      instructions: `${before.instructions}\n\n${part.instructions}`,
      snippets,
      compatibleWith: [...before.compatibleWith, ...part.compatibleWith],
    });
  }
  return [...merged.values()];
}

function unique<T>(items: readonly T[], key: (item: T) => string): T[] {
  return [...new Map(items.map((item) => [key(item), item])).values()];
}

function invalid(errors: readonly { path: string; message: string }[]): Result<never, Failure> {
  return fail({ code: "input.invalid", errors });
}
