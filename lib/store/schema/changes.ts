import { index, jsonb, pgTable, text } from "drizzle-orm/pg-core";
import type { Operation } from "../../contracts/operation";
import type { PlanDraft } from "../../contracts/plan";
import { createdAt, instant } from "./columns";
import { environments } from "./environments";
import { user } from "./people";

export const changes = pgTable("changes", {
  id: text("id").primaryKey(),
  title: text("title").notNull(),
  reason: text("reason"),
  environmentId: text("environment_id")
    .notNull()
    .references(() => environments.id),
  operations: jsonb("operations").$type<Operation[]>().notNull(),
  authorId: text("author_id")
    .notNull()
    .references(() => user.id),
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
    environmentId: text("environment_id")
      .notNull()
      .references(() => environments.id),
    hash: text("hash").notNull(),
    draft: jsonb("draft").$type<PlanDraft>().notNull(),
    supersededBy: text("superseded_by"),
    createdAt: createdAt(),
  },
  (t) => [index("plans_change_id").on(t.changeId)],
);

/** Unfinished new-change forms, one per person. */
export const drafts = pgTable("drafts", {
  userId: text("user_id")
    .primaryKey()
    .references(() => user.id, { onDelete: "cascade" }),
  content: jsonb("content").$type<Record<string, unknown>>().notNull(),
  updatedAt: instant("updated_at").notNull().defaultNow(),
});
