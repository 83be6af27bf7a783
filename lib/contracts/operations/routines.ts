import type * as z from "zod";
import { saidAsStatement, saidByName, saidOnTable } from "./statement-operation";

/** CREATE [OR REPLACE] FUNCTION or PROCEDURE. */
export const CreateFunction = saidAsStatement("create-function", {
  id: "CreateFunction",
  description: "Create a function or a procedure, or replace one",
  sql: "CREATE FUNCTION public.twice(n int) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT n * 2'",
});
export type CreateFunction = z.infer<typeof CreateFunction>;

/** `name` may say the types of its arguments: `public.twice(int)`. */
export const DropFunction = saidByName("drop-function", {
  id: "DropFunction",
  description: "Drop a function or a procedure once no release calls it",
  name: "public.twice(n integer)",
});
export type DropFunction = z.infer<typeof DropFunction>;

/** CREATE [OR REPLACE] TRIGGER. */
export const CreateTrigger = saidAsStatement("create-trigger", {
  id: "CreateTrigger",
  description: "Create a trigger, or replace one",
  sql: "CREATE TRIGGER touch BEFORE UPDATE ON public.people FOR EACH ROW EXECUTE FUNCTION public.touch()",
});
export type CreateTrigger = z.infer<typeof CreateTrigger>;

export const DropTrigger = saidOnTable("drop-trigger", {
  id: "DropTrigger",
  description: "Drop a trigger once no release relies on it",
  name: "touch",
});
export type DropTrigger = z.infer<typeof DropTrigger>;
