import { fail, ok, type Result } from "../../contracts/result";

export const TOPIC_KINDS = ["run", "locks", "traffic"] as const;
export type TopicKind = (typeof TOPIC_KINDS)[number];

export interface Topic {
  readonly kind: TopicKind;
  /** Of the run or the environment. */
  readonly id: string;
}

/** A browser shows a handful of things; more is a mistake. */
const MAX_TOPICS = 30;

/** `run:ID,locks:ENV` as topics, each once. */
export function parseTopics(text: string): Result<Topic[]> {
  const words = [...new Set(text.split(",").map((word) => word.trim()))].filter((word) => word !== "");
  const topics = words.map((word) => {
    const match = /^(run|locks|traffic):([A-Za-z0-9_-]{1,80})$/.exec(word);
    return match ? { kind: match[1] as TopicKind, id: match[2] ?? "" } : null;
  });
  const bad = words.find((_, index) => topics[index] === null);
  if (bad !== undefined || words.length === 0 || words.length > MAX_TOPICS) {
    const message =
      words.length > MAX_TOPICS
        ? `At most ${MAX_TOPICS} topics`
        : `${bad === undefined ? "Nothing" : `“${bad}”`} is no topic: write run:ID, locks:ENVIRONMENT or traffic:ENVIRONMENT, separated by commas`;
    return fail({ code: "input.invalid", errors: [{ path: "topics", message }] });
  }
  return ok(topics.filter((topic) => topic !== null));
}

/** `run:ID=42,locks:ENV=2026-…` as positions by topic. What does not fit is left out: that topic begins anew. */
export function parsePositions(text: string | null | undefined): ReadonlyMap<string, string> {
  const positions = new Map<string, string>();
  for (const part of (text ?? "").split(",")) {
    const equals = part.indexOf("=");
    if (equals > 0) positions.set(part.slice(0, equals).trim(), part.slice(equals + 1).trim());
  }
  return positions;
}

/** The other way round: what goes into an event's id. */
export function formatPositions(positions: ReadonlyMap<string, string>): string {
  return [...positions].map(([topic, position]) => `${topic}=${position}`).join(",");
}
