import * as z from "zod";
import { Instant } from "./common";

/** One link of the chain. `hash` = SHA-256 hex of the RFC 8785 JSON of all other fields, `prevHash` included. */
export const AuditEvent = z
  .object({
    /** Counts from 1 without gaps. */
    seq: z.int(),
    at: Instant,
    actorId: z.string().nullable(),
    actorName: z.string(),
    /** Dotted verb, e.g. `run.started`, `approval.given`, `session.terminated`. */
    action: z.string(),
    subjectType: z.string(),
    subjectId: z.string(),
    environmentId: z.string().nullable(),
    /** One sentence for people. */
    summary: z.string(),
    detail: z.record(z.string(), z.unknown()),
    prevHash: z.string(),
    hash: z.string(),
  })
  .meta({ id: "AuditEvent" });
export type AuditEvent = z.infer<typeof AuditEvent>;
export type NewAuditEvent = Omit<AuditEvent, "seq" | "at" | "prevHash" | "hash">;

export const AuditQuery = z.object({
  cursor: z
    .string()
    .regex(/^[1-9]\d{0,14}$/, "Not a cursor: take `nextCursor` of the page before")
    .optional(),
  limit: z.coerce.number().int().min(1).max(500).default(100),
  action: z.string().optional(),
  actorId: z.string().optional(),
  environmentId: z.string().optional(),
  subjectId: z.string().optional(),
  q: z.string().optional(),
  from: Instant.optional(),
  to: Instant.optional(),
});

export const AuditVerification = z
  .object({
    ok: z.boolean(),
    count: z.int(),
    head: z.object({ seq: z.int(), hash: z.string() }).nullable(),
    firstBad: z.object({ seq: z.int(), problem: z.string() }).nullable(),
    /** Who owns the table: another role that cannot log in, or Interlock's own, which could take the triggers off. */
    ownership: z.object({ mode: z.enum(["separate", "shared"]), because: z.string().nullable() }).nullable(),
  })
  .meta({ id: "AuditVerification" });
export type AuditVerification = z.infer<typeof AuditVerification>;
