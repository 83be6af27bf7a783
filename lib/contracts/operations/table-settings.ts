import type * as z from "zod";
import { saidAsStatement } from "./statement-operation";

export const SetRowSecurity = saidAsStatement("set-row-security", {
  id: "SetRowSecurity",
  description: "Let policies hold on a table, or no longer",
  sql: "ALTER TABLE public.people ENABLE ROW LEVEL SECURITY",
});
export type SetRowSecurity = z.infer<typeof SetRowSecurity>;

export const SetReplicaIdentity = saidAsStatement("set-replica-identity", {
  id: "SetReplicaIdentity",
  description: "Say which columns tell a row to subscribers",
  sql: "ALTER TABLE public.people REPLICA IDENTITY FULL",
});
export type SetReplicaIdentity = z.infer<typeof SetReplicaIdentity>;

export const SetOptions = saidAsStatement("set-options", {
  id: "SetOptions",
  description: "Set or reset storage parameters of a table",
  sql: "ALTER TABLE public.people SET (fillfactor = 80, autovacuum_vacuum_scale_factor = 0.02)",
});
export type SetOptions = z.infer<typeof SetOptions>;

export const SetStatistics = saidAsStatement("set-statistics", {
  id: "SetStatistics",
  description: "Say how much ANALYZE gathers about a column",
  sql: "ALTER TABLE public.people ALTER COLUMN email SET STATISTICS 500",
});
export type SetStatistics = z.infer<typeof SetStatistics>;

export const SetStorage = saidAsStatement("set-storage", {
  id: "SetStorage",
  description: "Say how long values of a column are stored from now on",
  sql: "ALTER TABLE public.people ALTER COLUMN email SET STORAGE EXTERNAL",
});
export type SetStorage = z.infer<typeof SetStorage>;
