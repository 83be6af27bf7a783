import { sql } from "drizzle-orm";
import { index, integer, jsonb, pgTable, text } from "drizzle-orm/pg-core";
import type { AppQuery, RehearsalReport, RehearsalState } from "../../contracts/rehearsal";
import { ofPlan } from "./changes";
import { instant } from "./columns";
import { ofEnvironment } from "./environments";
import { byUser } from "./people";

export const rehearsals = pgTable(
  "rehearsals",
  {
    id: text("id").primaryKey(),
    planId: ofPlan(),
    environmentId: ofEnvironment(),
    state: text("state").$type<RehearsalState>().notNull().default("queued"),
    /** Null: those that the environment's statistics have seen. */
    queries: jsonb("queries").$type<AppQuery[]>(),
    requestedById: byUser("requested_by_id"),
    requestedAt: instant("requested_at").notNull().defaultNow(),
    startedAt: instant("started_at"),
    endedAt: instant("ended_at"),
    /** Who is at it, until when they were last heard of, by the database's clock, and which try this is. */
    takenBy: text("taken_by"),
    heartbeatAt: instant("heartbeat_at"),
    attempts: integer("attempts").notNull().default(0),
    /** Why there is no report. */
    error: text("error"),
    report: jsonb("report").$type<RehearsalReport>(),
  },
  (t) => [
    index("rehearsals_plan_environment").on(t.planId, t.environmentId),
    index("rehearsals_on_their_way").on(t.requestedAt).where(sql`${t.state} in ('queued','running')`),
  ],
);
