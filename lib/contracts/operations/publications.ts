import type * as z from "zod";
import { saidAsStatement, saidByName } from "./statement-operation";

export const CreatePublication = saidAsStatement("create-publication", {
  id: "CreatePublication",
  description: "Create a publication: tables whose changes subscribers get",
  sql: "CREATE PUBLICATION feed FOR TABLE public.people",
});
export type CreatePublication = z.infer<typeof CreatePublication>;

export const AlterPublication = saidAsStatement("alter-publication", {
  id: "AlterPublication",
  description: "Add tables or schemas to a publication, take them out, or set its options",
  sql: "ALTER PUBLICATION feed ADD TABLE public.people",
});
export type AlterPublication = z.infer<typeof AlterPublication>;

export const DropPublication = saidByName("drop-publication", {
  id: "DropPublication",
  description: "Drop a publication once no subscription asks for it",
  name: "feed",
});
export type DropPublication = z.infer<typeof DropPublication>;
