import { sql } from "drizzle-orm";
import { boolean, jsonb, pgTable, text, uniqueIndex } from "drizzle-orm/pg-core";
import type { EnvironmentCheck, Policy, Tier } from "../../contracts/environment";
import { createdAt, instant } from "./columns";

export const environments = pgTable(
  "environments",
  {
    id: text("id").primaryKey(),
    name: text("name").notNull(),
    tier: text("tier").$type<Tier>().notNull(),
    services: jsonb("services").$type<string[]>().notNull(),
    policy: jsonb("policy").$type<Partial<Policy>>().notNull(),
    demo: boolean("demo").notNull().default(false),
    /** Host, port, database, user, sslmode: nothing secret. */
    connection: jsonb("connection")
      .$type<{ host: string; port: number; database: string; user: string; sslmode: string }>()
      .notNull(),
    /** Sealed JSON `{password, ca}`; associated data is the environment's id, so that rows cannot be swapped. */
    sealedSecret: text("sealed_secret").notNull(),
    lastCheck: jsonb("last_check").$type<EnvironmentCheck>(),
    createdAt: createdAt(),
    deletedAt: instant("deleted_at"),
  },
  (t) => [uniqueIndex("environments_name").on(sql`lower(${t.name})`).where(sql`${t.deletedAt} is null`)],
);

/** The column of what belongs to one environment. */
export const ofEnvironment = () =>
  text("environment_id")
    .notNull()
    .references(() => environments.id);
