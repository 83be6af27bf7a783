import { isConnectionLost, sqlStateOf } from "../target/errors";

/** What to do about an error of the target. One table, keyed by SQLSTATE. */
export type ErrorClass =
  /** Somebody else's lock, or a deadlock or conflict with them: try again. */
  | "contention"
  /** The session is gone: connect again; ledger, cursor and probe say what was done. */
  | "connection"
  /** Cancelled by the guard, a time limit or a person: not a failure. */
  | "cancelled"
  /** The server has no room left: a person must look. */
  | "resources"
  /** The statement itself is wrong here. */
  | "failure";

// https://www.postgresql.org/docs/current/errcodes-appendix.html
const BY_STATE: Readonly<Record<string, ErrorClass>> = {
  "55P03": "contention", // lock_not_available: NOWAIT and lock_timeout alike
  "40P01": "contention", // deadlock_detected: we were the victim, which is as it should be
  "40001": "contention", // serialization_failure
  "55006": "contention", // object_in_use
  "57014": "cancelled", // query_canceled
  "53300": "connection", // too_many_connections: only met while connecting
};

/** Classifies an error; unknown ones are failures, never retried. */
export function classify(error: unknown): ErrorClass {
  if (isConnectionLost(error)) return "connection";
  const state = sqlStateOf(error);
  if (state === null) return "failure";
  const known = BY_STATE[state];
  if (known) return known;
  // Class 53: disk full, out of memory, configuration limit exceeded.
  return state.startsWith("53") ? "resources" : "failure";
}

/** A delay of `base` milliseconds ± 25 %, so that two pollers do not march in step. */
export function jittered(base: number, random: () => number = Math.random): number {
  return base * (0.75 + random() * 0.5);
}
