import { desc, eq, inArray, isNull, sql } from "drizzle-orm";
import type { Permission } from "../contracts/common";
import { ROLES, TIERS } from "../contracts/constants";
import type { Environment } from "../contracts/environment";
import { PlanDraft } from "../contracts/plan";
import type { Rollout, RolloutBrief } from "../contracts/rollout";
import type { Actor } from "../contracts/user";
import type { Queryable, Store, Tx } from "../store/client";
import { toEnvironment } from "../store/environments";
import * as schema from "../store/schema";
import { decide } from "./decide";
import type { RolloutFacts, RunFact } from "./facts";
import { headline } from "./headline";
import { activeRun, isOpenRollout, newestRun, phaseState } from "./node-states";

type PlanRow = typeof schema.plans.$inferSelect;

/** All that the decisions about one plan on any environment look at, read in one snapshot. */
export interface PlanFacts {
  readonly plan: PlanRow;
  readonly change: { readonly id: string; readonly title: string; readonly authorId: string };
  readonly environments: readonly Environment[];
  /** Facts of the plan on one of `environments`, for whoever asks. */
  factsFor(environment: Environment, actor: RolloutFacts["actor"]): RolloutFacts;
}

/** A plan on one environment as `actor` sees it; null where either does not exist. */
export async function loadRollout(
  store: Store,
  { planId, environmentId, actor }: { planId: string; environmentId: string; actor: Actor },
): Promise<Rollout | null> {
  const loaded = await inSnapshot(store, (tx) => loadPlanFacts(tx, planId));
  const environment = loaded?.environments.find((candidate) => candidate.id === environmentId);
  return loaded && environment ? rolloutOf(loaded.factsFor(environment, actor)) : null;
}

/** A plan on every environment it concerns: those of the same kind (demo or the team's own), lowest tier first. */
export async function loadRollouts(
  store: Store,
  { planId, actor }: { planId: string; actor: Actor },
): Promise<Rollout[] | null> {
  const loaded = await inSnapshot(store, (tx) => loadPlanFacts(tx, planId));
  return (
    loaded && environmentsOf(loaded).map((environment) => rolloutOf(loaded.factsFor(environment, actor)))
  );
}

/**
 * Several plans on every environment each concerns, in brief: newest plan first, lowest tier first. Plans that do not
 * exist, or whose place a newer one has taken, are left out.
 */
export async function loadRolloutBriefs(
  store: Store,
  { planIds, actor }: { planIds: readonly string[]; actor: Actor },
): Promise<RolloutBrief[]> {
  const loaded = await inSnapshot(store, (tx) => loadPlansFacts(tx, planIds));
  return loaded
    .filter(({ plan }) => plan.supersededBy === null)
    .flatMap((facts) =>
      environmentsOf(facts).map((environment) => {
        const { planId, environmentId, headline, nodes } = rolloutOf(facts.factsFor(environment, actor));
        return {
          planId,
          environmentId,
          title: facts.change.title,
          headline,
          nodes: nodes.map(({ id, type, state }) => ({
            id,
            type,
            title: facts.plan.draft.nodes.find((node) => node.id === id)?.title ?? id,
            state,
          })),
        };
      }),
    );
}

/** Those of the same kind as the environment the plan was made for: demo, or the team's own. */
function environmentsOf({ plan, environments }: PlanFacts): readonly Environment[] {
  const home = environments.find((environment) => environment.id === plan.environmentId);
  return environments.filter((environment) => home === undefined || environment.demo === home.demo);
}

/** What is asked of one phase. */
export interface RunQuestion {
  readonly planId: string;
  readonly environmentId: string;
  readonly phaseId: string;
  readonly direction: "up" | "down";
  /** Who started, or wants to start, the run. The role is read anew. */
  readonly actorId: string;
  /** The run that asks, so that it does not stand in its own way. */
  readonly runId?: string;
}

/**
 * Whether a run that is under way may still do what it is about to do: the executor asks inside the transaction that
 * records its intent. The run itself does not stand in its own way; everything else is judged as when it was started.
 */
export async function checkRunAllowed(where: Store | Tx, question: RunQuestion): Promise<Permission> {
  return askAbout(where, question, (facts) => {
    const own = activeRun(facts.runs);
    const isOwn =
      question.runId === undefined
        ? own?.phaseId === question.phaseId && own.direction === question.direction
        : own?.id === question.runId;
    if (!isOwn) return facts;
    // Its own steps still count as "begun": see evidence.ts.
    const runs = facts.runs.map((run) => (run === own ? { ...run, state: "aborted" as const } : run));
    return { ...facts, runs };
  });
}

/** Whether a new run may be started now. */
export function checkStartAllowed(where: Store | Tx, question: RunQuestion): Promise<Permission> {
  return askAbout(where, question, (facts) => facts);
}

async function askAbout(
  where: Store | Tx,
  question: RunQuestion,
  view: (facts: RolloutFacts) => RolloutFacts,
): Promise<Permission> {
  const q: Queryable = "pool" in where ? where.db : where;
  const loaded = await loadPlanFacts(q, question.planId);
  const environment = loaded?.environments.find((candidate) => candidate.id === question.environmentId);
  if (!loaded || !environment) return refuse("rollout.not-found", "There is no such plan or environment.");
  const [person] = await q
    .select({ role: schema.user.role })
    .from(schema.user)
    .where(eq(schema.user.id, question.actorId));
  const facts = loaded.factsFor(environment, { userId: question.actorId, role: person?.role ?? null });
  const node = decide(view(facts)).find((candidate) => candidate.id === question.phaseId);
  if (!node) return refuse("phase.not-found", `The plan has no phase ${question.phaseId}.`);
  return question.direction === "up" ? node.actions.run : node.actions.revert;
}

function refuse(code: string, message: string): Permission {
  return { allowed: false, reasons: [{ code, message }] };
}

/** The contract's rollout out of facts. */
export function rolloutOf(facts: RolloutFacts): Rollout {
  const nodes = decide(facts);
  return {
    planId: facts.plan.id,
    planHash: facts.plan.hash,
    environmentId: facts.environment.id,
    headline: headline(facts, nodes),
    nodes,
    tripwires: facts.tripwires.map((tripwire) => {
      const quietSince = Math.max(tripwire.lastMovedAt ?? 0, tripwire.observedSince ?? 0);
      return {
        sequence: tripwire.sequence,
        title: tripwire.title,
        value: tripwire.value,
        lastMovedAt: instant(tripwire.lastMovedAt),
        observedSince: instant(tripwire.observedSince),
        quietForMs:
          tripwire.value === null || tripwire.seenAt === null || tripwire.observedSince === null
            ? null
            : Math.max(0, tripwire.seenAt - quietSince),
      };
    }),
  };
}

/** Several statements, one picture: readers see neither half of a run's start nor half of a deploy. */
export function inSnapshot<T>(store: Store, read: (tx: Tx) => Promise<T>): Promise<T> {
  return store.db.transaction(read, { isolationLevel: "repeatable read", accessMode: "read only" });
}

/** Reads everything once for the plan; null where there is no such plan. */
export async function loadPlanFacts(q: Queryable, planId: string): Promise<PlanFacts | null> {
  const [facts] = await loadPlansFacts(q, [planId]);
  return facts ?? null;
}

/** The same for several plans, newest first, in as many queries as for one. Plans that do not exist are left out. */
export async function loadPlansFacts(q: Queryable, planIds: readonly string[]): Promise<PlanFacts[]> {
  const heads = await q
    .select({
      plan: schema.plans,
      change: { id: schema.changes.id, title: schema.changes.title, authorId: schema.changes.authorId },
      // The clock of the database that dates runs and deploys.
      now: sql<string>`extract(epoch from clock_timestamp()) * 1000`,
    })
    .from(schema.plans)
    .innerJoin(schema.changes, eq(schema.changes.id, schema.plans.changeId))
    .where(inArray(schema.plans.id, [...planIds]))
    .orderBy(desc(schema.plans.id));
  if (heads.length === 0) return [];
  const environmentRows = await q
    .select()
    .from(schema.environments)
    .where(isNull(schema.environments.deletedAt));
  const environments = environmentRows
    .map(toEnvironment)
    .sort((a, b) => TIERS.indexOf(a.tier) - TIERS.indexOf(b.tier) || a.name.localeCompare(b.name));
  const runs = await readRuns(q, planIds);
  const approvals = await readApprovals(q, planIds);
  const deploys = await q
    .select()
    .from(schema.deploys)
    .where(
      inArray(
        schema.deploys.environmentId,
        environments.map((environment) => environment.id),
      ),
    );
  const openRollouts = await readOpenRollouts(
    q,
    heads.map(({ plan }) => plan),
  );
  const sequences = heads.flatMap(({ plan }) => plan.draft.tripwires.map((wire) => wire.sequence));
  const tripwires =
    sequences.length === 0
      ? []
      : await q.select().from(schema.tripwires).where(inArray(schema.tripwires.sequence, sequences));
  const approvers = await q
    .select({ id: schema.user.id, demo: schema.user.demo })
    .from(schema.user)
    .where(inArray(schema.user.role, ROLES.slice(ROLES.indexOf("approver"))));

  return heads.map(({ plan, change, now }) =>
    planFacts({
      plan,
      change,
      now: Math.floor(Number(now)),
      environments,
      runs: runs.filter((run) => run.planId === plan.id),
      approvals: approvals.filter((approval) => approval.planId === plan.id),
      deploys,
      others: openRollouts.flatMap((other) => {
        const shared = other.relations.filter((relation) => plan.draft.relations.includes(relation));
        return other.planId === plan.id || shared.length === 0 ? [] : { ...other, relations: shared };
      }),
      tripwires,
      approvers,
    }),
  );
}

/** What was read, for one plan. */
interface PlanRows extends Pick<PlanFacts, "plan" | "change" | "environments"> {
  readonly now: number;
  readonly runs: readonly RunRow[];
  readonly approvals: RolloutFacts["approvals"];
  readonly deploys: readonly (typeof schema.deploys.$inferSelect)[];
  readonly others: readonly OpenRollout[];
  readonly tripwires: readonly (typeof schema.tripwires.$inferSelect)[];
  readonly approvers: readonly { readonly id: string; readonly demo: boolean }[];
}

function planFacts(rows: PlanRows): PlanFacts {
  const { plan, change, now, environments, runs, approvals, deploys, others, tripwires, approvers } = rows;
  const nodes = plan.draft.nodes.map((node) => ({
    id: node.id,
    type: node.type,
    title: node.title,
    destructive: node.type === "phase" && node.destructive,
  }));
  const readable = PlanDraft.safeParse(plan.draft).success;
  const runsOn = (environmentId: string) => runs.filter((run) => run.environmentId === environmentId);

  return {
    plan,
    change,
    environments,
    factsFor: (environment, actor) => ({
      now,
      actor: { userId: actor.userId, role: actor.role },
      plan: {
        id: plan.id,
        hash: plan.hash,
        authorId: change.authorId,
        supersededBy: plan.supersededBy,
        readable,
        nodes,
      },
      environment,
      runs: runsOn(environment.id),
      approvals,
      deploys: deploys
        .filter((deploy) => deploy.environmentId === environment.id)
        .map((deploy) => ({
          ...deploy,
          startedAt: deploy.startedAt.getTime(),
          finishedAt: deploy.finishedAt?.getTime() ?? null,
        })),
      lowerTiers: TIERS.slice(0, TIERS.indexOf(environment.tier)).flatMap((tier) => {
        const there = environments.filter((e) => e.tier === tier && e.demo === environment.demo);
        if (there.length === 0) return [];
        return {
          tier,
          environments: there.map((lower) => ({
            id: lower.id,
            name: lower.name,
            succeeded: new Set(
              nodes
                .filter((node) => phaseState(newestRun(runsOn(lower.id), node.id)) === "succeeded")
                .map((node) => node.id),
            ),
          })),
        };
      }),
      overlaps: others.filter((other) => other.environmentId === environment.id),
      tripwires: plan.draft.tripwires.map((wire) => {
        const row = tripwires.find((s) => s.environmentId === environment.id && s.sequence === wire.sequence);
        return {
          sequence: wire.sequence,
          title: wire.title,
          value: row?.value ?? null,
          observedSince: row?.observedSince.getTime() ?? null,
          lastMovedAt: row?.lastMovedAt?.getTime() ?? null,
          seenAt: row?.seenAt.getTime() ?? null,
        };
      }),
      // The demo's people cannot speak for the team: they may sign in only while the demo is on.
      otherApprovers: approvers.filter(
        (person) => person.id !== change.authorId && (environment.demo || !person.demo),
      ).length,
    }),
  };
}

type RunRow = RunFact & { readonly planId: string; readonly environmentId: string };

async function readRuns(q: Queryable, planIds: readonly string[]): Promise<RunRow[]> {
  const rows = await q
    .select({
      id: schema.runs.id,
      planId: schema.runs.planId,
      environmentId: schema.runs.environmentId,
      phaseId: schema.runs.phaseId,
      direction: schema.runs.direction,
      state: schema.runs.state,
      reason: schema.runs.reason,
      error: schema.runs.error,
      createdAt: schema.runs.createdAt,
      finishedAt: schema.runs.finishedAt,
      // A check that found nothing in the way has changed nothing.
      didSomething: sql<boolean>`jsonb_path_exists(${schema.runs.steps}, '$[*] ? (@.state == "succeeded" && @.kind != "check")')`,
    })
    .from(schema.runs)
    .where(inArray(schema.runs.planId, [...planIds]))
    .orderBy(desc(schema.runs.createdAt));
  return rows.map((row) => ({
    ...row,
    createdAt: row.createdAt.getTime(),
    finishedAt: row.finishedAt?.getTime() ?? null,
  }));
}

async function readApprovals(
  q: Queryable,
  planIds: readonly string[],
): Promise<(RolloutFacts["approvals"][number] & { readonly planId: string })[]> {
  const rows = await q
    .select({ approval: schema.approvals, name: schema.user.name })
    .from(schema.approvals)
    .innerJoin(schema.user, eq(schema.user.id, schema.approvals.approverId))
    .where(inArray(schema.approvals.planId, [...planIds]));
  return rows.map(({ approval, name }) => ({
    ...approval,
    approverName: name,
    at: approval.createdAt.getTime(),
  }));
}

type OpenRollout = RolloutFacts["overlaps"][number] & { readonly environmentId: string };

/** Open rollouts that touch a relation of one of the plans, on any environment; theirs are among them. */
async function readOpenRollouts(q: Queryable, plans: readonly PlanRow[]): Promise<OpenRollout[]> {
  const rows = await q
    .select({
      id: schema.rollouts.id,
      planId: schema.rollouts.planId,
      environmentId: schema.rollouts.environmentId,
      relations: schema.rollouts.relations,
      title: schema.changes.title,
      phases: sql<
        string[]
      >`jsonb_path_query_array(${schema.plans.draft}, '$.nodes[*] ? (@.type == "phase").id')`,
    })
    .from(schema.rollouts)
    .innerJoin(schema.plans, eq(schema.plans.id, schema.rollouts.planId))
    .innerJoin(schema.changes, eq(schema.changes.id, schema.plans.changeId))
    .where(isNull(schema.rollouts.closedAt));
  const wanted = new Set(plans.flatMap((plan) => plan.draft.relations));
  const touching = rows.filter((row) => row.relations.some((relation) => wanted.has(relation)));
  if (touching.length === 0) return [];
  const newest = await q
    .selectDistinctOn([schema.runs.rolloutId, schema.runs.phaseId], {
      rolloutId: schema.runs.rolloutId,
      phaseId: schema.runs.phaseId,
      state: schema.runs.state,
      direction: schema.runs.direction,
    })
    .from(schema.runs)
    .where(
      inArray(
        schema.runs.rolloutId,
        touching.map((row) => row.id),
      ),
    )
    .orderBy(schema.runs.rolloutId, schema.runs.phaseId, desc(schema.runs.createdAt), desc(schema.runs.id));
  return touching.filter((row) =>
    isOpenRollout(
      row.phases.map((phaseId) =>
        phaseState(newest.find((run) => run.rolloutId === row.id && run.phaseId === phaseId) ?? null),
      ),
    ),
  );
}

function instant(ms: number | null): string | null {
  return ms === null ? null : new Date(ms).toISOString();
}
