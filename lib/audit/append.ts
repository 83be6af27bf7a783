import { sql } from "drizzle-orm";
import * as z from "zod";
import type { AuditEvent, NewAuditEvent } from "../contracts/audit";
import type { Actor } from "../contracts/user";
import type { Tx } from "../store/client";
import { auditEvents } from "../store/schema";
import { GENESIS_HASH, hashOf } from "./chain";

/** Advisory lock of the one chain. Any constant of ours will do; it is the same for every process. */
const CHAIN_LOCK = "7305521190482212";

const Head = z.object({ at: z.string(), seq: z.coerce.number().nullable(), hash: z.string().nullable() });

/**
 * Appends one event to the chain. Call it LAST in the transaction that made the change: from here to commit
 * the chain's lock is held, and every other writer of the trail waits.
 *
 * The sequence has no gaps because it is read and raised under that lock, which lives until commit; a
 * rolled-back transaction gives its number back. Needs READ COMMITTED (the default): an older snapshot would
 * not see the head that the lock was waited for, and the insert would fail on its primary key.
 */
export async function appendAudit(tx: Tx, event: NewAuditEvent): Promise<AuditEvent> {
  const stable = stableEvent(event);
  await tx.execute(sql`select pg_advisory_xact_lock(${CHAIN_LOCK}::bigint)`);
  // A second statement, because a statement's snapshot is taken before it waits for a lock.
  const { rows } = await tx.execute(sql`
    select to_char(clock_timestamp() at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as at, e.seq, e.hash
      from (select 1) one left join lateral (
        select seq, hash from ${auditEvents} order by seq desc limit 1
      ) e on true`);
  const head = Head.parse(rows[0]);
  const unhashed = {
    ...stable,
    seq: (head.seq ?? 0) + 1,
    at: head.at,
    prevHash: head.hash ?? GENESIS_HASH,
  };
  const appended: AuditEvent = { ...unhashed, hash: hashOf(unhashed) };
  await tx.insert(auditEvents).values({ ...appended, at: new Date(appended.at) });
  return appended;
}

/** The part of an event that says who did it. `null`: Interlock itself. */
export function by(actor: Actor | null): Pick<NewAuditEvent, "actorId" | "actorName"> {
  return actor ? { actorId: actor.userId, actorName: actor.name } : { actorId: null, actorName: "Interlock" };
}

/**
 * The event as it will be read back, so that its hash holds: what JSON drops is dropped, and text loses what
 * Postgres cannot store (NUL, lone surrogates).
 */
function stableEvent(event: NewAuditEvent): NewAuditEvent {
  const { actorId, actorName, action, subjectType, subjectId, environmentId, summary, detail } = event;
  const plain = { actorId, actorName, action, subjectType, subjectId, environmentId, summary, detail };
  return storable(JSON.parse(JSON.stringify(plain))) as NewAuditEvent;
}

function storable(value: unknown): unknown {
  if (typeof value === "string") return value.toWellFormed().replaceAll("\u0000", "\ufffd");
  if (Array.isArray(value)) return value.map(storable);
  if (value !== null && typeof value === "object") {
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [storable(key), storable(inner)]));
  }
  return value;
}
