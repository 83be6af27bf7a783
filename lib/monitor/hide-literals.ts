import type { Locks } from "../contracts/locks";
import { withoutLiterals } from "../sql/normalise-query";

/** The same statements come again four times a second: redacting each once is enough. */
const REMEMBERED = 1_000;
const redacted = new Map<string, string>();

/** A sample whose statements have `?` in place of literals, which are personal data. */
export function hideLiterals(locks: Locks): Locks {
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
