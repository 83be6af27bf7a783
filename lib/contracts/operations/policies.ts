import type * as z from "zod";
import { saidAsStatement, saidByName, saidOnTable } from "./statement-operation";

export const CreatePolicy = saidAsStatement("create-policy", {
  id: "CreatePolicy",
  description: "Create a policy: which rows a role sees and writes",
  sql: "CREATE POLICY own_rows ON public.people USING (name = current_user)",
});
export type CreatePolicy = z.infer<typeof CreatePolicy>;

export const AlterPolicy = saidAsStatement("alter-policy", {
  id: "AlterPolicy",
  description: "Change a policy's rows, its roles or its name",
  sql: "ALTER POLICY own_rows ON public.people USING (name = session_user)",
});
export type AlterPolicy = z.infer<typeof AlterPolicy>;

export const DropPolicy = saidOnTable("drop-policy", {
  id: "DropPolicy",
  description: "Drop a policy once no release relies on it",
  name: "own_rows",
});
export type DropPolicy = z.infer<typeof DropPolicy>;

export const CreateStatistics = saidAsStatement("create-statistics", {
  id: "CreateStatistics",
  description: "Let ANALYZE gather what columns have to do with one another",
  sql: "CREATE STATISTICS public.people_place ON city, country FROM public.people",
});
export type CreateStatistics = z.infer<typeof CreateStatistics>;

export const DropStatistics = saidByName("drop-statistics", {
  id: "DropStatistics",
  description: "Drop extended statistics",
  name: "public.people_place",
});
export type DropStatistics = z.infer<typeof DropStatistics>;
