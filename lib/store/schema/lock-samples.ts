import { doublePrecision, integer, jsonb, pgTable, primaryKey, text } from "drizzle-orm/pg-core";
import type { Locks } from "../../contracts/locks";
import { instant } from "./columns";

/** One row per environment: the newest sample, written by the elected sampler, read by every stream. */
export const lockSamples = pgTable("lock_samples", {
  environmentId: text("environment_id").primaryKey(),
  locks: jsonb("locks").$type<Locks>(),
  takenAt: instant("taken_at"),
  /** Touched while somebody looks; the sampler is fast only until then. */
  watchedUntil: instant("watched_until"),
});

/** What a sampler saw, the worst of each second, so that a blocker that is gone can still be looked at. */
export const lockTape = pgTable(
  "lock_tape",
  {
    environmentId: text("environment_id").notNull(),
    /** Whole seconds. */
    at: instant("at").notNull(),
    waiting: integer("waiting").notNull(),
    longestWaitMs: doublePrecision("longest_wait_ms").notNull(),
    harmMs: doublePrecision("harm_ms").notNull(),
    /** The sample, with the sessions of the tree alone; null where nobody waited. */
    locks: jsonb("locks").$type<Locks>(),
  },
  (t) => [primaryKey({ columns: [t.environmentId, t.at] })],
);
