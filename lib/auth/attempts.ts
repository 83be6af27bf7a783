import { createHash } from "node:crypto";
import { eq, sql } from "drizzle-orm";
import * as z from "zod";
import type { Queryable } from "../store/client";
import { newId } from "../store/ids";
import { rateLimit } from "../store/schema";

export interface AttemptLimit {
  readonly max: number;
  readonly windowMs: number;
}

const Counted = z.object({ count: z.number(), last_request: z.coerce.number(), now: z.coerce.number() });

/**
 * Counts one attempt at `what` (an account, an endpoint) and returns how many milliseconds to wait: 0 while
 * the limit is not passed. One statement, so that parallel attempts cannot all slip under it; by the
 * database's clock, so that several processes agree.
 *
 * It shares the auth library's table. `last_request` holds the *end* of the window there, which lies ahead,
 * so the library's pruning of old rows leaves it alone for as long as it counts.
 */
export async function countAttempt(db: Queryable, what: string, limit: AttemptLimit): Promise<number> {
  const { rows } = await db.execute(sql`
    with clock as (select (extract(epoch from clock_timestamp()) * 1000)::bigint as now)
    insert into ${rateLimit} as r (id, key, count, last_request)
    select ${newId("key")}, ${keyOf(what)}, 1, clock.now + ${limit.windowMs}::bigint from clock
    on conflict (key) do update set
      count = case when r.last_request <= (select now from clock) then 1 else r.count + 1 end,
      last_request = case when r.last_request <= (select now from clock)
                          then excluded.last_request else r.last_request end
    returning count, last_request::text, (select now from clock)::text as now`);
  const counted = Counted.parse(rows[0]);
  return counted.count <= limit.max ? 0 : Math.max(1, counted.last_request - counted.now);
}

/** Forgets the attempts at `what`, after one that succeeded. */
export async function clearAttempts(db: Queryable, what: string): Promise<void> {
  await db.delete(rateLimit).where(eq(rateLimit.key, keyOf(what)));
}

/** Hashed, so that the table is no list of addresses that somebody typed. */
function keyOf(what: string): string {
  return `attempts:${createHash("sha256").update(what).digest("base64url")}`;
}
