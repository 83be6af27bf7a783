import type { ReactNode } from "react";
import { cx } from "./cx";

export type BadgeTone = "neutral" | "accent" | "ok" | "warn" | "bad" | "info";

const TONES: Record<BadgeTone, string> = {
  neutral: "bg-sunken text-ink-2 border-line",
  accent: "bg-accent-soft text-accent border-transparent",
  ok: "bg-ok-soft text-ok border-transparent",
  warn: "bg-warn-soft text-warn border-transparent",
  bad: "bg-bad-soft text-bad border-transparent",
  info: "bg-info-soft text-info border-transparent",
};

/** A short label: a kind, a count, a property. */
export function Badge({
  tone = "neutral",
  title,
  children,
}: {
  readonly tone?: BadgeTone;
  readonly title?: string;
  readonly children: ReactNode;
}) {
  return (
    <span
      title={title}
      className={cx(
        "inline-flex items-center gap-1 rounded-control border px-1.5 text-xs font-medium leading-5 whitespace-nowrap",
        TONES[tone],
      )}
    >
      {children}
    </span>
  );
}

/** A small figure beside a title; reserves its width, so that it does not move its neighbours. */
export function CountBadge({
  value,
  tone = "neutral",
}: {
  readonly value: number;
  readonly tone?: BadgeTone;
}) {
  return (
    <span
      className={cx(
        "inline-flex min-w-6 justify-center rounded-full px-1.5 text-xs font-semibold leading-5",
        TONES[tone],
      )}
    >
      {value}
    </span>
  );
}
