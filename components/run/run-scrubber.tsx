"use client";
import { useQuery } from "@tanstack/react-query";
import { ChevronLeft, ChevronRight, SkipForward } from "lucide-react";
import { Button, IconButton } from "@/components/ui/button";
import { Panel } from "@/components/ui/panel";
import { Sparkline } from "@/components/ui/sparkline";
import { useNow } from "@/components/ui/use-now";
import { tapeOfOptions } from "@/lib/client/environments";
import type { Run, RunEvent } from "@/lib/contracts/run";
import {
  instantOf,
  nextMoment,
  placeOf,
  SCRUB_PLACES,
  sayMoment,
  stretchOf,
  tapeStretch,
  waitingAt,
} from "./scrub.model";

/** Goes through a run's time: steps, log and locks below are as they were then. How many waited stands above it. */
export function RunScrubber({
  run,
  events,
  at,
  onSelect,
}: {
  readonly run: Run;
  readonly events: readonly RunEvent[];
  /** The moment looked at; null for now, or the end. */
  readonly at: string | null;
  readonly onSelect: (at: string | null) => void;
}) {
  const isOver = run.finishedAt !== null;
  const now = useNow(1000);
  const stretch = stretchOf(run, now);
  // Asked for once in five seconds while the run goes on.
  const asked = stretchOf(run, Math.ceil(now / 5000) * 5000);
  const tape = useQuery(tapeOfOptions(run.environmentId, tapeStretch(asked)));
  const values = waitingAt(tape.data?.items ?? [], stretch);
  const place = placeOf(at, stretch);
  const words = sayMoment(at, isOver, stretch, values[place] ?? 0);
  return (
    <Panel className="mb-5 min-h-36 max-sm:min-h-48">
      <div className="mb-2 flex flex-wrap items-center justify-between gap-x-4 gap-y-1 text-[13px] text-ink-2">
        <span>
          <span className="font-semibold text-ink">Look back</span> through steps, log and waiting sessions
        </span>
        <span className="flex flex-wrap items-center gap-1">
          <IconButton
            label="To the line of the log before"
            onPress={() => onSelect(nextMoment(events, at, -1))}
          >
            <ChevronLeft aria-hidden size={16} />
          </IconButton>
          <span className="min-w-52 text-center max-sm:min-w-44 tabular-nums" suppressHydrationWarning>
            {words}
          </span>
          <IconButton
            label="To the line of the log after"
            onPress={() => onSelect(nextMoment(events, at, 1))}
          >
            <ChevronRight aria-hidden size={16} />
          </IconButton>
          <Button
            size="small"
            isDisabled={at === null}
            icon={<SkipForward aria-hidden size={14} />}
            onPress={() => onSelect(null)}
          >
            {isOver ? "To the end" : "Back to now"}
          </Button>
        </span>
      </div>
      <Sparkline
        label={`Waiting sessions while the run went on, at most ${Math.max(0, ...values)}`}
        points={SCRUB_PLACES + 1}
        max={4}
        height={32}
        series={[{ label: "waiting", values, className: "text-warn", filled: true }]}
      />
      <input
        type="range"
        min={0}
        max={SCRUB_PLACES}
        step={1}
        value={place}
        onChange={(event) => onSelect(instantOf(Number(event.target.value), stretch))}
        aria-label="Moment of the run"
        aria-valuetext={words}
        className="mt-1 block h-6 w-full accent-(--accent)"
      />
    </Panel>
  );
}
