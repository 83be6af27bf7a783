import { bigserial, jsonb, pgTable, text } from "drizzle-orm/pg-core";
import type { TrafficStats } from "../../contracts/demo";
import { createdAt, instant } from "./columns";

/** The demo's traffic generator: what it counts, and what it is told. */
export const demoTraffic = pgTable("demo_traffic", {
  environmentId: text("environment_id").primaryKey(),
  stats: jsonb("stats").$type<TrafficStats>(),
  statsAt: instant("stats_at"),
});

export const demoCommands = pgTable("demo_commands", {
  id: bigserial("id", { mode: "number" }).primaryKey(),
  environmentId: text("environment_id").notNull(),
  kind: text("kind").$type<"deploy" | "misbehave" | "stop">().notNull(),
  payload: jsonb("payload").$type<Record<string, unknown>>().notNull(),
  createdAt: createdAt(),
  doneAt: instant("done_at"),
});
