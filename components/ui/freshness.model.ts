export type Freshness = "fresh" | "ageing" | "stale";

/** Older than 3 s is dimmed; older than 10 s, nobody should act on it. */
export function freshnessOf(ageMs: number): Freshness {
  if (ageMs > 10_000) return "stale";
  return ageMs > 3000 ? "ageing" : "fresh";
}
