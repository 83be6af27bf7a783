import { and, desc, eq, inArray, isNull, ne, sql } from "drizzle-orm";
import type { Permission } from "../contracts/common";
import { type Environment, TIERS } from "../contracts/environment";
import type { Rollout } from "../contracts/rollout";
import { type Actor, ROLES } from "../contracts/user";
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
  if (!loaded) return null;
  const home = loaded.environments.find((environment) => environment.id === loaded.plan.environmentId);
  return loaded.environments
    .filter((environment) => home === undefined || environment.demo === home.demo)
    .map((environment) => rolloutOf(loaded.factsFor(environment, actor)));
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
  const [head] = await q
    .select({
      plan: schema.plans,
      change: { id: schema.changes.id, title: schema.changes.title, authorId: schema.changes.authorId },
      // The clock of the database that dates runs and deploys.
      now: sql<string>`extract(epoch from clock_timestamp()) * 1000`,
    })
    .from(schema.plans)
    .innerJoin(schema.changes, eq(schema.changes.id, schema.plans.changeId))
    .where(eq(schema.plans.id, planId));
  if (!head) return null;
  const { plan, change } = head;
  const now = Math.floor(Number(head.now));
  const environmentRows = await q
    .select()
    .from(schema.environments)
    .where(isNull(schema.environments.deletedAt));
  const environments = environmentRows
    .map(toEnvironment)
    .sort((a, b) => TIERS.indexOf(a.tier) - TIERS.indexOf(b.tier) || a.name.localeCompare(b.name));
  const runs = await readRuns(q, planId);
  const approvals = await readApprovals(q, planId);
  const deploys = await q
    .select()
    .from(schema.deploys)
    .where(
      inArray(
        schema.deploys.environmentId,
        environments.map((environment) => environment.id),
      ),
    );
  const others = await readOtherRollouts(q, plan);
  const wires = plan.draft.tripwires;
  const seen =
    wires.length === 0
      ? []
      : await q
          .select()
          .from(schema.tripwires)
          .where(
            inArray(
              schema.tripwires.sequence,
              wires.map((wire) => wire.sequence),
            ),
          );
  const approvers = await q
    .select({ id: schema.user.id, demo: schema.user.demo })
    .from(schema.user)
    .where(inArray(schema.user.role, ROLES.slice(ROLES.indexOf("approver"))));

  const nodes = plan.draft.nodes.map((node) => ({
    id: node.id,
    type: node.type,
    title: node.title,
    destructive: node.type === "phase" && node.destructive,
  }));
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
      tripwires: wires.map((wire) => {
        const row = seen.find((s) => s.environmentId === environment.id && s.sequence === wire.sequence);
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

async function readRuns(q: Queryable, planId: string): Promise<(RunFact & { environmentId: string })[]> {
  const rows = await q
    .select({
      id: schema.runs.id,
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
    .where(eq(schema.runs.planId, planId))
    .orderBy(desc(schema.runs.createdAt));
  return rows.map((row) => ({
    ...row,
    createdAt: row.createdAt.getTime(),
    finishedAt: row.finishedAt?.getTime() ?? null,
  }));
}

async function readApprovals(q: Queryable, planId: string): Promise<RolloutFacts["approvals"]> {
  const rows = await q
    .select({ approval: schema.approvals, name: schema.user.name })
    .from(schema.approvals)
    .innerJoin(schema.user, eq(schema.user.id, schema.approvals.approverId))
    .where(eq(schema.approvals.planId, planId));
  return rows.map(({ approval, name }) => ({
    ...approval,
    approverName: name,
    at: approval.createdAt.getTime(),
  }));
}

/** Open rollouts of other plans that touch one of this plan's relations, on any environment. */
async function readOtherRollouts(
  q: Queryable,
  plan: PlanRow,
): Promise<(RolloutFacts["overlaps"][number] & { environmentId: string })[]> {
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
    .where(and(ne(schema.rollouts.planId, plan.id), isNull(schema.rollouts.closedAt)));
  const touching = rows
    .map((row) => ({ ...row, relations: row.relations.filter((r) => plan.draft.relations.includes(r)) }))
    .filter((row) => row.relations.length > 0);
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
