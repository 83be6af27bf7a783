import { formatDuration, formatPlural } from "@/lib/client/format";
import type { Run, RunWatch } from "@/lib/contracts/run";

export interface WatchWords {
  readonly tone: "info" | "ok" | "warn";
  readonly title: string;
}

const MINUTE_MS = 60_000;

/** What is said of the time after a run: how much is left of it, or how it went. */
export function watchWords(
  watch: RunWatch,
  { finishedAt }: Pick<Run, "finishedAt">,
  nowMs: number,
): WatchWords {
  const { endedAt, findings } = watch;
  const noticed =
    findings.length === 0 ? "nothing noticed" : `${formatPlural(findings.length, "thing")} noticed`;
  if (endedAt === null) {
    const leftMs = Date.parse(watch.until) - nowMs;
    const left =
      leftMs >= MINUTE_MS
        ? `for ${formatPlural(Math.ceil(leftMs / MINUTE_MS), "more minute")}`
        : leftMs > 0
          ? "for less than a minute"
          : "a last time";
    return {
      tone: findings.length === 0 ? "info" : "warn",
      title: `Watching ${left}: ${findings.length === 0 ? "nothing noticed so far" : noticed}`,
    };
  }
  const watchedMs = Date.parse(endedAt) - Date.parse(finishedAt ?? endedAt);
  const until = watch.endedBy === "later-run" ? ", until a later run began" : "";
  return {
    tone: findings.length === 0 ? "ok" : "warn",
    title: `Watched for ${formatDuration(watchedMs)} after the run${until}: ${noticed}`,
  };
}
