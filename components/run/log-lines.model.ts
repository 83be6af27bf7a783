import { formatCount, formatDuration, formatPlural } from "@/lib/client/format";
import type { RunEvent } from "@/lib/contracts/run";

export interface LogLine {
  readonly seq: number;
  readonly at: string;
  readonly level: "info" | "warning" | "error";
  readonly text: string;
  readonly stepId: string | null;
}

/** Events as lines of text; progress is left to the step's bar, so that the log stays readable. */
export function logLines(events: readonly RunEvent[]): readonly LogLine[] {
  const titles = new Map<string, string>();
  const states = new Map<string, string>();
  const lines: LogLine[] = [];
  for (const event of events) {
    const line = toLine(event, titles, states);
    if (line) lines.push({ seq: event.seq, at: event.at, ...line });
  }
  return lines;
}

type Body = Pick<LogLine, "level" | "text" | "stepId">;

function toLine(event: RunEvent, titles: Map<string, string>, states: Map<string, string>): Body | null {
  switch (event.type) {
    case "state": {
      const why = event.data.error?.message ?? event.data.reason?.message;
      const level =
        event.data.state === "failed" ? "error" : event.data.state === "paused" ? "warning" : "info";
      return { level, text: `Run ${event.data.state}${why ? `: ${why}` : ""}`, stepId: null };
    }
    case "step": {
      const { step } = event.data;
      titles.set(step.id, step.title);
      if (states.get(step.id) === step.state) return null;
      states.set(step.id, step.state);
      if (step.state === "pending") return null;
      const level = step.state === "failed" ? "error" : "info";
      return {
        level,
        text: `${step.title}: ${stepWord(step.state)}${step.error ? `: ${step.error}` : ""}`,
        stepId: step.id,
      };
    }
    case "attempt": {
      const { attempt, outcome, message, waitedMs, stepId } = event.data;
      const level = outcome === "acquired" ? "info" : outcome === "error" ? "error" : "warning";
      const waited = waitedMs >= 1 ? ` after ${formatDuration(waitedMs)}` : "";
      return { level, text: `Try ${formatCount(attempt)}: ${outcome}${waited}. ${message}`, stepId };
    }
    case "blocked": {
      const [first] = event.data.blockers;
      if (!first) return null;
      const more = event.data.blockers.length - 1;
      const who = `${first.applicationName || first.user || "a session"} (pid ${first.pid})`;
      const age =
        first.transactionAgeMs === null ? "" : `, transaction ${formatDuration(first.transactionAgeMs)} old`;
      return {
        level: "warning",
        text: `In the way: ${who} holds ${first.mode} on ${first.relation}${age}${more > 0 ? `, and ${formatPlural(more, "other")}` : ""}`,
        stepId: event.data.stepId,
      };
    }
    case "harm":
      return event.data.harmMs === 0
        ? null
        : {
            level: event.data.harmMs >= event.data.budgetMs ? "error" : "warning",
            text: `Others have waited ${formatDuration(event.data.harmMs)} for us, of ${formatDuration(event.data.budgetMs)} allowed`,
            stepId: event.data.stepId,
          };
    case "log":
      return { level: event.data.level, text: event.data.message, stepId: event.data.stepId };
    case "progress":
      return null;
  }
}

function stepWord(state: string): string {
  return state === "skipped" ? "already done, found by its probe" : state;
}
