import * as z from "zod";
import { ColumnName } from "./names";
import { saidAsStatement } from "./statement-operation";

const Rights = {
  /** As GRANT says them, upper case; never ALL. */
  privileges: z.array(z.string().min(1)).min(1),
  on: z.enum(["table", "sequence", "schema"]).default("table"),
  /**
   * As SQL writes them, with their schema where they have one. A view counts as a table; `shop.*` stands for all that the
   * schema has when the plan is made.
   */
  objects: z.array(z.string().min(1)).min(1),
  /** Of tables only; none for the whole of each. */
  columns: z.array(ColumnName).default([]),
  /** Bare names; `PUBLIC` for everybody. */
  roles: z.array(ColumnName).min(1),
};

export const Grant = z.strictObject({ kind: z.literal("grant"), ...Rights }).meta({
  id: "Grant",
  description: "Let roles do something with tables, sequences or schemas",
  example: {
    kind: "grant",
    privileges: ["SELECT"],
    on: "table",
    objects: ["public.people"],
    columns: [],
    roles: ["reader"],
  },
});
export type Grant = z.infer<typeof Grant>;

export const Revoke = z.strictObject({ kind: z.literal("revoke"), ...Rights }).meta({
  id: "Revoke",
  description: "Take rights on tables, sequences or schemas away, once no release needs them",
  example: {
    kind: "revoke",
    privileges: ["SELECT"],
    on: "table",
    objects: ["public.people"],
    columns: [],
    roles: ["reader"],
  },
});
export type Revoke = z.infer<typeof Revoke>;

export const AlterDefaultPrivileges = saidAsStatement("alter-default-privileges", {
  id: "AlterDefaultPrivileges",
  description: "Set what roles may do with objects that other roles make from now on",
  sql: "ALTER DEFAULT PRIVILEGES FOR ROLE owner IN SCHEMA public GRANT SELECT ON TABLES TO reader",
});
export type AlterDefaultPrivileges = z.infer<typeof AlterDefaultPrivileges>;
