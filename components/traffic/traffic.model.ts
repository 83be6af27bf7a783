import type { TrafficStats } from "@/lib/contracts/demo";

export interface TrafficSummary {
  /** Means over the last seconds, so that the figures can be read. */
  readonly successesPerSecond: number;
  readonly errorsPerSecond: number;
  readonly p50Ms: number | null;
  readonly p99Ms: number | null;
  readonly errorTotal: number;
  /** Whether the app is served as planned; the word on the panel. */
  readonly verdict: { readonly word: string; readonly tone: "ok" | "warn" | "bad" };
}

const WINDOW = 5;

export function summarise(stats: TrafficStats): TrafficSummary {
  const recent = stats.history.slice(-WINDOW);
  const mean = (pick: (second: TrafficStats["history"][number]) => number) =>
    recent.length === 0 ? 0 : recent.reduce((sum, second) => sum + pick(second), 0) / recent.length;
  const successesPerSecond = mean((second) => second.successes);
  const errorsPerSecond = mean((second) => second.errors);
  return {
    successesPerSecond,
    errorsPerSecond,
    p50Ms: recent.length === 0 ? null : mean((second) => second.p50Ms),
    p99Ms: recent.length === 0 ? null : Math.max(...recent.map((second) => second.p99Ms)),
    errorTotal: stats.errors.reduce((sum, error) => sum + error.count, 0),
    verdict: verdictOf(stats, recent.length, successesPerSecond, errorsPerSecond),
  };
}

function verdictOf(
  stats: TrafficStats,
  seconds: number,
  successes: number,
  errors: number,
): TrafficSummary["verdict"] {
  if (!stats.running || seconds === 0) return { word: "The shop is not running", tone: "bad" };
  if (errors > 0) return { word: "The shop sees errors", tone: "bad" };
  // Random arrivals scatter: a tenth below plan over a few seconds is noise.
  if (successes < stats.plannedPerSecond * 0.8)
    return { word: "The shop is slower than planned", tone: "warn" };
  return { word: "The shop runs as planned", tone: "ok" };
}

/** Share of each version among a service's clients, in order of version, adding up to 1. */
export function versionShares(
  versions: readonly { readonly version: string; readonly clients: number }[],
): readonly { readonly version: string; readonly clients: number; readonly share: number }[] {
  const total = versions.reduce((sum, version) => sum + version.clients, 0);
  return [...versions]
    .filter((version) => version.clients > 0)
    .sort((a, b) => a.version.localeCompare(b.version, "en", { numeric: true }))
    .map((version) => ({ ...version, share: version.clients / total }));
}
