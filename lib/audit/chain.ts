import { createHash } from "node:crypto";
import type { AuditEvent } from "../contracts/audit";
import { canonicalJson } from "../contracts/canonical-json";

/** What the first event of a chain names as the hash before it. */
export const GENESIS_HASH = "0".repeat(64);

/** SHA-256, hex, of the RFC 8785 JSON of every field but `hash` itself; `prevHash` is included. */
export function hashOf(event: Omit<AuditEvent, "hash">): string {
  const {
    seq,
    at,
    actorId,
    actorName,
    action,
    subjectType,
    subjectId,
    environmentId,
    summary,
    detail,
    prevHash,
  } = event;
  const text = canonicalJson({
    seq,
    at,
    actorId,
    actorName,
    action,
    subjectType,
    subjectId,
    environmentId,
    summary,
    detail,
    prevHash,
  });
  return createHash("sha256").update(text, "utf8").digest("hex");
}

/** Where a chain breaks first: the sequence that was expected or found there, and what is wrong. */
export interface ChainBreak {
  readonly seq: number;
  readonly problem: string;
}

/** How far a chain has been followed; feed pages of events to `follow` in order of `seq`. */
export interface ChainPosition {
  readonly count: number;
  readonly head: { readonly seq: number; readonly hash: string } | null;
  readonly firstBad: ChainBreak | null;
}

export const CHAIN_START: ChainPosition = { count: 0, head: null, firstBad: null };

/** Follows a chain over more events and stops judging at the first that does not fit; keeps counting. */
export function follow(position: ChainPosition, events: readonly AuditEvent[]): ChainPosition {
  let { head, firstBad } = position;
  for (const event of events) {
    firstBad ??= problemWith(event, head);
    head = { seq: event.seq, hash: event.hash };
  }
  return { count: position.count + events.length, head, firstBad };
}

/** Verifies a whole chain given in order of `seq`. Pure: works on an export as on the database. */
export function verifyChain(events: readonly AuditEvent[]): ChainPosition {
  return follow(CHAIN_START, events);
}

function problemWith(event: AuditEvent, before: ChainPosition["head"]): ChainBreak | null {
  const expected = (before?.seq ?? 0) + 1;
  if (event.seq > expected) {
    const last = event.seq - 1;
    const missing = expected === last ? `event ${expected} is` : `events ${expected} to ${last} are`;
    return { seq: expected, problem: `${missing} missing` };
  }
  if (event.seq < expected) {
    return { seq: event.seq, problem: `event ${event.seq} stands where ${expected} was expected` };
  }
  if (event.prevHash !== (before?.hash ?? GENESIS_HASH)) {
    return {
      seq: event.seq,
      problem: "does not carry the hash of the event before it: one of the two was replaced",
    };
  }
  if (hashOf(event) !== event.hash) {
    return { seq: event.seq, problem: "its content does not match its hash: it was edited" };
  }
  return null;
}
