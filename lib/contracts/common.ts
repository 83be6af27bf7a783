import * as z from "zod";
import { LOCK_MODES } from "./constants";

/** An opaque identifier made by the control plane. */
export const Id = z.string().min(1).meta({ description: "Opaque identifier" });

/** ISO 8601 UTC instant, e.g. `2026-01-31T12:00:00.000Z`. */
export const Instant = z.iso.datetime().meta({ description: "ISO 8601 UTC instant" });

/** Lock modes by the names `pg_locks.mode` uses, weakest first (PostgreSQL manual, 13.3.1). */
export const LockMode = z.enum(LOCK_MODES);
export type LockMode = z.infer<typeof LockMode>;

/** A lock on one relation; `relation` is `schema.name`, quoted only where SQL needs it. */
export const RelationLock = z.object({ relation: z.string(), mode: LockMode });
export type RelationLock = z.infer<typeof RelationLock>;

/** Why something is refused: a dotted code for programs, a sentence for people. */
export const Reason = z.object({
  code: z.string(),
  message: z.string(),
  /** `fix`: somebody can act on it now. `wait`: it clears by itself or by another person. */
  remedy: z.enum(["fix", "wait"]).optional(),
  /** Where to fix it in the dashboard, a path. */
  href: z.string().optional(),
});
export type Reason = z.infer<typeof Reason>;

/** Whether an action may be taken now, with every reason against it (never just the first). */
export const Permission = z.object({ allowed: z.boolean(), reasons: z.array(Reason) });
export type Permission = z.infer<typeof Permission>;

/** RFC 9457 problem, the shape of every error answer. */
export const Problem = z
  .object({
    type: z.string().optional(),
    title: z.string(),
    status: z.int(),
    detail: z.string().optional(),
    errors: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
    reasons: z.array(Reason).optional(),
  })
  .meta({ id: "Problem" });
export type Problem = z.infer<typeof Problem>;

/** `nextCursor` of the page before: the last item's id. */
export const Cursor = z
  .string()
  .regex(/^[a-z]{3}_[0-9a-z]{26}$/, "Not a cursor: take `nextCursor` of the page before");

export const PageQuery = z.object({
  cursor: Cursor.optional(),
  limit: z.coerce.number().int().min(1).max(500).default(50),
});

/** A page of a list: `nextCursor` is null on the last one. */
export function pageOf<T extends z.ZodType>(item: T) {
  return z.object({ items: z.array(item), nextCursor: z.string().nullable() });
}
export interface Page<T> {
  readonly items: readonly T[];
  readonly nextCursor: string | null;
}
