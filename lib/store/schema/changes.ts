import { index, jsonb, pgTable, text } from "drizzle-orm/pg-core";
import type { Operation } from "../../contracts/operation";
import type { PlanDraft } from "../../contracts/plan";
import { createdAt, instant } from "./columns";
import { ofEnvironment } from "./environments";
import { byUser, user } from "./people";

export const changes = pgTable("changes", {
  id: text("id").primaryKey(),
  title: text("title").notNull(),
  reason: text("reason"),
  environmentId: ofEnvironment(),
  operations: jsonb("operations").$type<Operation[]>().notNull(),
  authorId: byUser("author_id"),
  createdAt: createdAt(),
});

/** Immutable but for `superseded_by`. */
export const plans = pgTable(
  "plans",
  {
    id: text("id").primaryKey(),
    changeId: text("change_id")
      .notNull()
      .references(() => changes.id),
    environmentId: ofEnvironment(),
    hash: text("hash").notNull(),
    draft: jsonb("draft").$type<PlanDraft>().notNull(),
    supersededBy: text("superseded_by"),
    createdAt: createdAt(),
  },
  (t) => [index("plans_change_id").on(t.changeId)],
);

/** The column of what belongs to one plan. */
export const ofPlan = () =>
  text("plan_id")
    .notNull()
    .references(() => plans.id);

/** Unfinished new-change forms, one per person. */
export const drafts = pgTable("drafts", {
  userId: text("user_id")
    .primaryKey()
    .references(() => user.id, { onDelete: "cascade" }),
  content: jsonb("content").$type<Record<string, unknown>>().notNull(),
  updatedAt: instant("updated_at").notNull().defaultNow(),
});
