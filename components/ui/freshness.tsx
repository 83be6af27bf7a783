"use client";
import { WifiOff } from "lucide-react";
import type { ReactNode } from "react";
import { formatDuration } from "@/lib/client/format";
import { useStreamStatus } from "@/lib/client/use-stream";
import { cx } from "./cx";
import { freshnessOf, sayAge } from "./freshness.model";
import { useNow } from "./use-now";

/** Age of what is shown, e.g. `live · under 1 s old`; once nothing comes any more, `last seen 12 s ago`. */
export function AgeOfData({ at, paused = false }: { readonly at: Moment; readonly paused?: boolean }) {
  const now = useNow(500);
  const age = ageOf(at, now);
  const freshness = age === null ? "stale" : freshnessOf(age);
  return (
    <span
      className="inline-flex items-center gap-1.5 text-[13px] text-ink-2 tabular-nums"
      suppressHydrationWarning
    >
      <span
        aria-hidden
        className={cx(
          "size-2 rounded-full",
          paused || freshness === "ageing"
            ? "bg-lamp-amber"
            : freshness === "fresh"
              ? "bg-lamp-green"
              : "bg-lamp-red",
        )}
      />
      <span
        className={cx("inline-block min-w-36", !paused && freshness === "stale" && "font-semibold text-bad")}
      >
        {sayAge(age, paused)}
      </span>
    </span>
  );
}

/** An instant, or the browser's clock in ms; null where nothing came yet. */
type Moment = string | number | null;

const ageOf = (at: Moment, now: number): number | null =>
  at === null ? null : Math.max(0, now - (typeof at === "string" ? Date.parse(at) : at));

/** Dims its content while the data is older than 3 s; the words stay readable. */
export function Dimmed({ at, children }: { readonly at: Moment; readonly children: ReactNode }) {
  const age = ageOf(at, useNow(1000));
  const stale = age !== null && freshnessOf(age) !== "fresh";
  return <div className={cx("transition-opacity", stale && "opacity-80 saturate-50")}>{children}</div>;
}

/** Stands at the foot of the window while the stream is lost; takes no room in the page, so nothing jumps. */
export function ReconnectBanner() {
  const status = useStreamStatus();
  const now = useNow(1000);
  const lostForMs = status.lostAt === null ? 0 : now - status.lostAt;
  const shown = status.connection === "lost" && lostForMs > 1500;
  return (
    <div
      role="status"
      className="pointer-events-none fixed inset-x-0 bottom-16 z-40 flex justify-center px-4 lg:bottom-4"
    >
      {shown && (
        <p className="flex items-center gap-2 rounded-full border border-warn/40 bg-warn-soft px-4 py-2 font-medium text-warn shadow-float">
          <WifiOff aria-hidden size={16} />
          Live updates lost {formatDuration(lostForMs)} ago. Reconnecting; what you see may be old.
        </p>
      )}
    </div>
  );
}
