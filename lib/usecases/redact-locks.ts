import type { Locks } from "../contracts/locks";
import type { Role } from "../contracts/user";
import { withoutLiterals } from "../sql/normalise-query";

/** The same statements come again four times a second: redacting each once is enough. */
const REMEMBERED = 1_000;
const redacted = new Map<string, string>();

/** Literals are personal data: those below engineer see statements with `?` in their place. */
export function locksFor(role: Role, locks: Locks): Locks {
  if (role !== "viewer") return locks;
  return {
    ...locks,
    sessions: locks.sessions.map((session) => ({
      ...session,
      query: session.query === null ? null : redact(session.query),
    })),
  };
}

function redact(query: string): string {
  const known = redacted.get(query);
  if (known !== undefined) return known;
  const text = withoutLiterals(query);
  if (redacted.size >= REMEMBERED) redacted.clear();
  redacted.set(query, text);
  return text;
}
