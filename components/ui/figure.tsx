import type { ReactNode } from "react";
import { formatBytes, formatCompact, formatCount } from "@/lib/client/format";
import { cx } from "./cx";

export const Bytes = ({ value }: { readonly value: number | null }) => (
  <span title={value === null ? undefined : `${formatCount(value)} bytes`} className="whitespace-nowrap">
    {formatBytes(value)}
  </span>
);

/** A count; `short` writes 1.2M with the exact figure in the title. */
export const Count = ({
  value,
  short = false,
}: {
  readonly value: number | null;
  readonly short?: boolean;
}) => (
  <span title={short && value !== null ? formatCount(value) : undefined} className="whitespace-nowrap">
    {short ? formatCompact(value) : formatCount(value)}
  </span>
);

/** One figure with its name, e.g. in a summary row. Reserves its width, so live values do not move neighbours. */
export function Stat({
  label,
  value,
  tone,
  hint,
}: {
  readonly label: string;
  readonly value: ReactNode;
  readonly tone?: "ok" | "warn" | "bad";
  readonly hint?: ReactNode;
}) {
  const colour =
    tone === "bad" ? "text-bad" : tone === "warn" ? "text-warn" : tone === "ok" ? "text-ok" : "text-ink";
  return (
    <div className="min-w-28">
      <div className="text-xs text-ink-3">{label}</div>
      <div className={cx("text-xl font-semibold leading-7 tabular-nums", colour)}>{value}</div>
      {hint && <div className="text-xs text-ink-3">{hint}</div>}
    </div>
  );
}
