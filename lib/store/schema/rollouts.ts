import { index, jsonb, pgTable, primaryKey, text, uniqueIndex } from "drizzle-orm/pg-core";
import { ofPlan, plans } from "./changes";
import { createdAt, instant } from "./columns";
import { ofEnvironment } from "./environments";
import { byUser } from "./people";

export const rollouts = pgTable(
  "rollouts",
  {
    id: text("id").primaryKey(),
    planId: ofPlan(),
    environmentId: ofEnvironment(),
    /** Relations it works on, for "one open rollout per environment and relation". */
    relations: jsonb("relations").$type<string[]>().notNull(),
    closedAt: instant("closed_at"),
    createdAt: createdAt(),
  },
  (t) => [uniqueIndex("rollouts_plan_environment").on(t.planId, t.environmentId)],
);

export const approvals = pgTable(
  "approvals",
  {
    id: text("id").primaryKey(),
    planId: ofPlan(),
    planHash: text("plan_hash").notNull(),
    environmentId: ofEnvironment(),
    phaseId: text("phase_id").notNull(),
    decision: text("decision").$type<"approve" | "reject">().notNull(),
    comment: text("comment").notNull(),
    approverId: byUser("approver_id"),
    losses: jsonb("losses").$type<{ what: string; rows: number | null }[]>().notNull(),
    createdAt: createdAt(),
  },
  (t) => [index("approvals_plan_environment").on(t.planId, t.environmentId)],
);

export const deploys = pgTable(
  "deploys",
  {
    id: text("id").primaryKey(),
    environmentId: ofEnvironment(),
    service: text("service").notNull(),
    version: text("version").notNull(),
    commit: text("commit"),
    status: text("status").$type<"started" | "finished" | "rolledBack">().notNull(),
    planId: text("plan_id").references(() => plans.id),
    nodeId: text("node_id"),
    startedAt: instant("started_at").notNull().defaultNow(),
    finishedAt: instant("finished_at"),
    createdAt: createdAt(),
  },
  (t) => [index("deploys_environment_service").on(t.environmentId, t.service, t.startedAt)],
);

/** What was seen of a tripwire's sequence, so that "no increase since" can be said. */
export const tripwires = pgTable(
  "tripwires",
  {
    environmentId: text("environment_id").notNull(),
    sequence: text("sequence").notNull(),
    value: text("value"),
    observedSince: instant("observed_since").notNull().defaultNow(),
    lastMovedAt: instant("last_moved_at"),
    seenAt: instant("seen_at").notNull().defaultNow(),
  },
  (t) => [primaryKey({ columns: [t.environmentId, t.sequence] })],
);
