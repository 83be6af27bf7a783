import { desc, isNull } from "drizzle-orm";
import type { Page } from "../contracts/common";
import type { Plan } from "../contracts/plan";
import { ok, type Result } from "../contracts/result";
import type { ApprovalRequest } from "../contracts/rollout";
import { decide } from "../governance/decide";
import { inSnapshot, loadPlansFacts } from "../governance/load";
import { isUntouched } from "../governance/node-states";
import { listApprovals } from "../store/approvals";
import { toPlan } from "../store/plans";
import { newestEndedRehearsals } from "../store/rehearsals";
import { plans } from "../store/schema";
import { findName } from "../store/users";
import type { Asker } from "./asker";
import { countLosses } from "./count-losses";

/** Newest plans looked at: older ones that still wait are reached by their own page. */
const PLANS = 50;
/** How long a count of losses serves the inbox, which is polled. */
const LOSSES_MAX_AGE_MS = 60_000;

type Losses = ApprovalRequest["losses"];
const holder = globalThis as typeof globalThis & {
  __interlockLosses?: Map<string, { at: number; losses: Promise<Losses> }>;
};

/**
 * Destructive phases that wait, or will wait, for consent: on environments where the plan is under way, those that are
 * ready first.
 */
export async function listApprovalRequests({ store, actor }: Asker): Promise<Result<Page<ApprovalRequest>>> {
  const recent = await store.db
    .select({ id: plans.id })
    .from(plans)
    .where(isNull(plans.supersededBy))
    .orderBy(desc(plans.id))
    .limit(PLANS);
  const approvals = await listApprovals(
    store.db,
    recent.map((plan) => plan.id),
  );
  const rehearsals = await newestEndedRehearsals(
    store.db,
    recent.map((plan) => plan.id),
  );
  const cards: ApprovalRequest[] = [];
  const all = await inSnapshot(store, (tx) =>
    loadPlansFacts(
      tx,
      recent.map((plan) => plan.id),
    ),
  );
  for (const loaded of all) {
    const plan = toPlan(loaded.plan);
    const authorName = await findName(store.db, loaded.change.authorId);
    for (const environment of loaded.environments) {
      const facts = loaded.factsFor(environment, actor);
      const nodes = decide(facts);
      // Not begun here: nobody has to decide anything yet.
      if (nodes.every((node) => node.type === "deploy" || isUntouched(node.state))) continue;
      for (const node of nodes) {
        const phase = plan.nodes.find((candidate) => candidate.id === node.id);
        if (phase?.type !== "phase" || !phase.destructive || node.state === "succeeded") continue;
        const missing = node.actions.run.reasons.filter(({ code }) => code === "approval.missing");
        if (missing.length === 0) continue;
        const others = node.actions.run.reasons.filter(
          ({ code }) => !code.startsWith("approval.") && !code.startsWith("role."),
        );
        cards.push({
          planId: plan.id,
          planHash: plan.hash,
          changeId: plan.changeId,
          title: loaded.change.title,
          authorName: authorName ?? "somebody who is gone",
          environmentId: environment.id,
          environmentName: environment.name,
          tier: environment.tier,
          phaseId: phase.id,
          phaseTitle: phase.title,
          // What is consented to is what changes something; checks only look, and their queries are long.
          sql: phase.steps
            .filter((step) => step.kind !== "check")
            .map((step) => step.sql)
            .join("\n\n"),
          losses: await recentLosses(store, plan, environment.id),
          ready: others.length === 0,
          rehearsal:
            rehearsals.find(
              ({ planId, environmentId }) => planId === plan.id && environmentId === environment.id,
            ) ?? null,
          permission: node.actions.approve,
          approvals: approvals.filter(
            (approval) =>
              approval.planId === plan.id &&
              approval.environmentId === environment.id &&
              approval.phaseId === phase.id,
          ),
        });
      }
    }
  }
  cards.sort((a, b) => Number(b.ready) - Number(a.ready));
  return ok({ items: cards, nextCursor: null });
}

function recentLosses(store: Asker["store"], plan: Plan, environmentId: string): Promise<Losses> {
  holder.__interlockLosses ??= new Map();
  const key = `${plan.id} ${environmentId}`;
  const known = holder.__interlockLosses.get(key);
  if (known && Date.now() - known.at < LOSSES_MAX_AGE_MS) return known.losses;
  const losses = countLosses(store, plan, environmentId);
  holder.__interlockLosses.set(key, { at: Date.now(), losses });
  losses.catch(() => holder.__interlockLosses?.delete(key));
  return losses;
}
