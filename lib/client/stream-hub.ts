/**
 * Which topics all tabs of this browser want. Pure: the clock is passed in.
 * A tab says what it wants every few seconds; one that has gone silent is forgotten.
 */
export interface Wants {
  readonly tabs: ReadonlyMap<string, { readonly topics: readonly string[]; readonly heardAt: number }>;
}

export const NO_WANTS: Wants = { tabs: new Map() };
/** Background tabs are throttled to one timer a minute, so silence means little before this. */
export const FORGET_AFTER_MS = 90_000;

export function withWant(wants: Wants, tab: string, topics: readonly string[], now: number): Wants {
  const tabs = new Map([...wants.tabs].filter(([, want]) => now - want.heardAt < FORGET_AFTER_MS));
  if (topics.length === 0) tabs.delete(tab);
  else tabs.set(tab, { topics, heardAt: now });
  return { tabs };
}

/** All topics wanted, each once, in a stable order. */
export function wantedTopics(wants: Wants): readonly string[] {
  return [...new Set([...wants.tabs.values()].flatMap((want) => want.topics))].sort();
}

/**
 * The position to send when the stream is opened anew: `topic=position` for each topic, without those that must be
 * told from their beginning because a tab has only now begun to show them.
 */
export function positionFor(lastEventId: string, fresh: readonly string[]): string {
  return lastEventId
    .split(",")
    .filter((part) => part.includes("=") && !fresh.includes(part.slice(0, part.indexOf("="))))
    .join(",");
}

/** How long to wait before opening the stream again, in ms: quick at first, never more than 2 s. */
export function reconnectDelayMs(failures: number): number {
  return Math.min(2000, 250 * 2 ** Math.max(0, failures - 1));
}
