import { formatCount, formatDuration, formatPlural } from "@/lib/client/format";
import type { RunEvent, RunState, RunStep } from "@/lib/contracts/run";
import { blockerFacts, blockerName, lastingBlockers } from "./blockers.model";

export interface LogLine {
  readonly seq: number;
  readonly at: string;
  readonly level: "info" | "warning" | "error";
  readonly text: string;
  readonly stepId: string | null;
}

/** Events as lines of text; progress is left to the step's bar, so that the log stays readable. */
export function logLines(events: readonly RunEvent[]): readonly LogLine[] {
  const told: Told = { states: new Map(), blocker: null, looking: false };
  const lines: LogLine[] = [];
  for (const event of events) {
    const line = toLine(event, told);
    if (!line) continue;
    // A minute of looking every second is one line that goes on, not sixty.
    if (isBusy(event) && told.looking) lines.pop();
    told.looking = isBusy(event);
    lines.push({ seq: event.seq, at: event.at, ...line });
  }
  return lines;
}

/** What earlier lines have said, so that it is not said again. */
interface Told {
  readonly states: Map<string, string>;
  /** The session last named as in the way. */
  blocker: string | null;
  /** The last line tells of a look that found the locks taken. */
  looking: boolean;
}

const isBusy = (event: RunEvent): boolean => event.type === "attempt" && event.data.outcome === "busy";

type Body = Pick<LogLine, "level" | "text" | "stepId">;

function toLine(event: RunEvent, told: Told): Body | null {
  switch (event.type) {
    case "state": {
      const { state, error, reason } = event.data;
      const why = error?.message ?? reason?.message;
      const level = state === "failed" ? "error" : state === "paused" ? "warning" : "info";
      return { level, text: `${RUN_WORDS[state]}${why ? `: ${why}` : "."}`, stepId: null };
    }
    case "step": {
      const { step } = event.data;
      if (told.states.get(step.id) === step.state) return null;
      told.states.set(step.id, step.state);
      if (step.state === "pending") return null;
      const level = step.state === "failed" ? "error" : "info";
      return {
        level,
        text: `${step.title}: ${stepWord(step)}${step.error ? `: ${step.error}` : ""}`,
        stepId: step.id,
      };
    }
    case "attempt": {
      const { attempt, outcome, message, waitedMs, stepId } = event.data;
      const nth = attempt === 0 ? "Looked" : `Try ${formatCount(attempt)}`;
      const waited = waitedMs >= 1 ? ` after ${formatDuration(waitedMs)}` : "";
      switch (outcome) {
        case "acquired":
          return { level: "info", text: `${nth}: got the locks${waited}.`, stepId };
        case "busy":
          return { level: "info", text: `${nth}: not free yet${waited}; nobody queues behind us.`, stepId };
        default:
          return {
            level: outcome === "error" ? "error" : "warning",
            text: `${nth}: ${outcome}${waited}. ${message}`,
            stepId,
          };
      }
    }
    case "blocked": {
      const lasting = lastingBlockers(event.data.blockers);
      const [first] = lasting;
      const key = first ? `${event.data.stepId}/${first.pid}/${first.mode}/${first.relation}` : null;
      if (!first || key === told.blocker) return null;
      told.blocker = key;
      const more = lasting.length - 1;
      return {
        level: "warning",
        text: `In the way: ${blockerName(first)} (pid ${first.pid}) holds ${blockerFacts(first)}${more > 0 ? `, and ${formatPlural(more, "other")}` : ""}`,
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
    case "pace":
      return { level: "info", text: `${event.data.by} set the pace to ${event.data.pace}.`, stepId: null };
    case "preflight": {
      const { items } = event.data;
      const wrong = items.filter(({ status }) => status === "error" || status === "warning");
      const unknown = items.filter(({ status }) => status === "unknown");
      const of = [
        ...wrong.map(({ title, message }) => `${title}: ${message}`),
        ...(unknown.length > 0
          ? [`Cannot be read: ${unknown.map(({ title }) => title.toLowerCase()).join(", ")}.`]
          : []),
      ];
      const level = wrong.length > 0 ? "warning" : "info";
      return {
        level,
        text: `Looked at the database first. ${of.join(" ") || "All is in order."}`,
        stepId: null,
      };
    }
    // Told by a log line beside it.
    case "watch":
    case "progress":
      return null;
  }
}

const RUN_WORDS: Record<RunState, string> = {
  queued: "Asked for, waits for a worker",
  running: "Running",
  pausing: "Pause asked for",
  paused: "Paused",
  aborting: "Abort asked for",
  aborted: "Aborted",
  succeeded: "Run succeeded",
  failed: "Run failed",
};

function stepWord(step: RunStep): string {
  switch (step.state) {
    case "running":
      return "begun";
    case "waiting":
      return "waits";
    case "skipped":
      return "already done, found by its probe";
    case "succeeded":
    case "reverted": {
      const took =
        step.startedAt && step.finishedAt
          ? ` in ${formatDuration(Date.parse(step.finishedAt) - Date.parse(step.startedAt))}`
          : "";
      return `${step.state === "reverted" ? "taken back" : "done"}${took}`;
    }
    default:
      return step.state;
  }
}
