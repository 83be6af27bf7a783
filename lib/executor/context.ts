import { and, desc, eq, isNotNull, ne, sql } from "drizzle-orm";
import { Policy } from "../contracts/environment";
import { type PhaseNode, PlanDraft } from "../contracts/plan";
import type { Store } from "../store/client";
import { findTargetConnection } from "../store/environments";
import {
  auditEvents,
  environments,
  plans,
  type RunBaseline,
  type RunRecord,
  rollouts,
  runs,
  user,
} from "../store/schema";
import type { TargetConnection } from "../target/connection-string";
import type { Drift } from "./drift";
import type { Journal } from "./journal";
import type { Lease } from "./lease";
import type { RunRecorder } from "./run-recorder";

/** What is told to the operator of the process, not of the run. Never secrets, never row values. */
export interface Log {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

/** A run as read once when work on it begins; the plan is immutable. */
export interface RunFacts {
  readonly id: string;
  readonly rolloutId: string;
  readonly planId: string;
  readonly planHash: string;
  readonly environmentId: string;
  readonly environmentName: string;
  readonly phase: PhaseNode;
  readonly draft: PlanDraft;
  readonly direction: "up" | "down";
  readonly startedById: string;
  readonly startedByName: string;
  /** The choice with which a person let it go on, if any. */
  readonly choice: string | null;
  /** Everything that people have chosen in this run so far, as the audit trail has it: accepted once is accepted. */
  readonly choices: readonly string[];
  readonly policy: Policy;
  /** The plan's tables after the last step of ours, where the run has got so far. */
  readonly baseline: RunBaseline | null;
  /** The same after the last run before this one, of whatever phase; null for the first. */
  readonly earlierBaseline: RunBaseline | null;
  /** What it tells the team's own migration tool. */
  readonly record: RunRecord | null;
  readonly connection: TargetConnection;
}

/** What every part of the executor is handed. */
export interface RunContext {
  readonly store: Store;
  readonly log: Log;
  readonly run: RunFacts;
  readonly lease: Lease;
  readonly journal: Journal;
  readonly drift: Drift;
  readonly recorder: RunRecorder | null;
}

/** Reads all that a run needs to be worked on. Throws where the row is gone or a secret cannot be opened. */
export async function readRunFacts(store: Store, runId: string): Promise<RunFacts> {
  const [row] = await store.db
    .select({ run: runs, plan: plans, environment: environments, startedByName: user.name })
    .from(runs)
    .innerJoin(rollouts, eq(rollouts.id, runs.rolloutId))
    .innerJoin(plans, eq(plans.id, runs.planId))
    .innerJoin(environments, eq(environments.id, runs.environmentId))
    .innerJoin(user, eq(user.id, runs.startedById))
    .where(eq(runs.id, runId));
  if (!row) throw new Error(`run ${runId} is not there`);
  const chosen = await store.db
    .select({ choice: sql<string>`${auditEvents.detail}->>'choice'` })
    .from(auditEvents)
    .where(
      and(
        eq(auditEvents.subjectId, runId),
        eq(auditEvents.action, "run.resumed"),
        sql`${auditEvents.detail}->>'choice' is not null`,
      ),
    );
  const [earlier] = await store.db
    .select({ baseline: runs.baseline })
    .from(runs)
    .where(and(eq(runs.rolloutId, row.run.rolloutId), ne(runs.id, runId), isNotNull(runs.baseline)))
    .orderBy(desc(runs.createdAt))
    .limit(1);
  const connection = await findTargetConnection(store.db, row.environment.id);
  if (!connection) throw new Error(`environment ${row.environment.id} is not there`);
  const draft = PlanDraft.parse(row.plan.draft);
  const phase = draft.nodes.find((node) => node.id === row.run.phaseId);
  if (phase?.type !== "phase") throw new Error(`plan ${row.plan.id} has no phase ${row.run.phaseId}`);
  return {
    id: row.run.id,
    rolloutId: row.run.rolloutId,
    planId: row.plan.id,
    planHash: row.plan.hash,
    environmentId: row.environment.id,
    environmentName: row.environment.name,
    phase,
    draft,
    direction: row.run.direction,
    startedById: row.run.startedById,
    startedByName: row.startedByName,
    choice: row.run.choice,
    choices: chosen.map(({ choice }) => choice),
    policy: Policy.parse(row.environment.policy),
    baseline: row.run.baseline,
    earlierBaseline: earlier?.baseline ?? null,
    record: row.run.record,
    connection,
  };
}
