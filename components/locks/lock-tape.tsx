"use client";
import { useQuery } from "@tanstack/react-query";
import { ChevronLeft, ChevronRight } from "lucide-react";
import { useMemo } from "react";
import { IconButton } from "@/components/ui/button";
import { Sparkline } from "@/components/ui/sparkline";
import { useNow } from "@/components/ui/use-now";
import { tapeOptions } from "@/lib/client/environments";
import { instantAt, nextWait, placeOf, sayPlace, secondsOf, TAPE_SECONDS } from "./tape.model";

/**
 * How many waited over the last fifteen minutes, with a slider that shows the tree as it was: the blocker is often gone
 * when somebody arrives.
 */
export function LockTape({
  environmentId,
  at,
  waitingNow,
  onSelect,
}: {
  readonly environmentId: string;
  /** The second that is looked at; null for now. */
  readonly at: string | null;
  /** By the live sample: the tape comes some seconds later. */
  readonly waitingNow: number;
  readonly onSelect: (at: string | null) => void;
}) {
  const tape = useQuery(tapeOptions(environmentId));
  const now = useNow(1000);
  const last = TAPE_SECONDS - 1;
  const values = useMemo(
    () => secondsOf(tape.data?.items ?? [], now).with(TAPE_SECONDS - 1, waitingNow),
    [tape.data, now, waitingNow],
  );
  const place = at === null ? last : (placeOf(at, now) ?? 0);
  const select = (wanted: number) => onSelect(wanted >= last ? null : instantAt(wanted, now));
  const jump = (step: 1 | -1) => {
    const found = nextWait(values, place, step);
    if (found !== null) select(found);
    else if (step === 1) onSelect(null);
  };
  return (
    <div className="min-w-0">
      <div className="mb-1 flex items-center justify-between gap-2 text-xs text-ink-3">
        <span>Waiting sessions, last 15 minutes</span>
        <span className="flex items-center">
          <IconButton label="To the wait before" onPress={() => jump(-1)}>
            <ChevronLeft aria-hidden size={16} />
          </IconButton>
          <span className="min-w-36 text-center tabular-nums text-ink-2">
            {sayPlace(place, values[place] ?? 0)}
          </span>
          <IconButton label="To the wait after, or to now" onPress={() => jump(1)}>
            <ChevronRight aria-hidden size={16} />
          </IconButton>
        </span>
      </div>
      <Sparkline
        label={`Waiting sessions over the last fifteen minutes, at most ${Math.max(0, ...values)}`}
        points={TAPE_SECONDS}
        max={4}
        height={44}
        series={[{ label: "waiting", values, className: "text-warn", filled: true }]}
      />
      <input
        type="range"
        min={0}
        max={last}
        step={1}
        value={place}
        onChange={(event) => select(Number(event.target.value))}
        aria-label="Moment to look at"
        aria-valuetext={sayPlace(place, values[place] ?? 0)}
        className="mt-1 block h-6 w-full accent-(--accent)"
      />
    </div>
  );
}
