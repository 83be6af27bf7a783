import { bigserial, doublePrecision, index, jsonb, pgTable, text } from "drizzle-orm/pg-core";
import type { WorkKind } from "../../planner/work";
import { instant } from "./columns";

/** Facts about this installation: the demo's seeding, the one-time set-up code. */
export const settings = pgTable("settings", {
  key: text("key").primaryKey(),
  value: jsonb("value").notNull(),
  updatedAt: instant("updated_at").notNull().defaultNow(),
});

/** What single steps of earlier runs showed, for estimates: the newest of each kind of work. */
export const measuredSteps = pgTable(
  "measured_steps",
  {
    seq: bigserial("seq", { mode: "number" }).primaryKey(),
    environmentId: text("environment_id").notNull(),
    kind: text("kind").$type<WorkKind>().notNull(),
    rows: doublePrecision("rows").notNull(),
    /** Of the table's heap, or of its partitions'. */
    bytes: doublePrecision("bytes").notNull(),
    /** Of work: waiting left out. */
    ms: doublePrecision("ms").notNull(),
    measuredAt: instant("measured_at").notNull().defaultNow(),
    runId: text("run_id").notNull(),
    stepId: text("step_id").notNull(),
  },
  (t) => [index("measured_steps_kind").on(t.environmentId, t.kind, t.seq)],
);
