import type * as z from "zod";
import { saidAsStatement, saidByName } from "./statement-operation";

/** CREATE VIEW, CREATE OR REPLACE VIEW, or CREATE MATERIALIZED VIEW with its indexes behind it. */
export const CreateView = saidAsStatement("create-view", {
  id: "CreateView",
  description: "Create a view or a materialized view, or replace what a view shows",
  sql: "CREATE VIEW public.adults AS SELECT id, name FROM public.people WHERE age > 17",
});
export type CreateView = z.infer<typeof CreateView>;

export const DropView = saidByName("drop-view", {
  id: "DropView",
  description: "Drop a view or a materialized view once no release uses it",
  name: "public.adults",
});
export type DropView = z.infer<typeof DropView>;

export const RefreshView = saidByName("refresh-view", {
  id: "RefreshView",
  description: "Fill a materialized view anew while it is read",
  name: "public.totals",
});
export type RefreshView = z.infer<typeof RefreshView>;
