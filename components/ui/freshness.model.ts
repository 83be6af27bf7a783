import { formatDuration } from "@/lib/client/format";

export type Freshness = "fresh" | "ageing" | "stale";

/** Older than 3 s is dimmed; older than 10 s, nobody should act on it. */
export function freshnessOf(ageMs: number): Freshness {
  if (ageMs > 10_000) return "stale";
  return ageMs > 3000 ? "ageing" : "fresh";
}

/** How old what is shown is, in words; `null`: nothing came yet. */
export function sayAge(ageMs: number | null, paused = false): string {
  if (ageMs === null) return paused ? "paused" : "not seen yet";
  const age = ageMs < 1000 ? "under 1 s" : formatDuration(ageMs);
  if (paused) return `paused · ${age} old`;
  return freshnessOf(ageMs) === "fresh" ? `live · ${age} old` : `last seen ${age} ago`;
}
