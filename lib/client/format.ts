import { bytesText } from "@/lib/contracts/units";

/**
 * The only place where numbers and instants become text.
 * English, Intl-based; `Intl.DurationFormat` is absent on Node 20, so durations are ours.
 */
const NONE = "–";
const integer = new Intl.NumberFormat("en", { maximumFractionDigits: 0 });
const compact = new Intl.NumberFormat("en", { notation: "compact", maximumFractionDigits: 1 });
const oneDecimal = new Intl.NumberFormat("en", { minimumFractionDigits: 1, maximumFractionDigits: 1 });

/** `1,203,344`. */
export function formatCount(value: number | null | undefined): string {
  return value === null || value === undefined ? NONE : integer.format(value);
}

/** `1.2M`, for columns where the exact figure stands in the title. */
export function formatCompact(value: number | null | undefined): string {
  return value === null || value === undefined ? NONE : compact.format(value);
}

/** `12 rows`, `1 row`. */
export function formatPlural(value: number, one: string, many = `${one}s`): string {
  return `${integer.format(value)} ${value === 1 ? one : many}`;
}

/** Powers of 1024 with the names `pg_size_pretty` uses. */
export function formatBytes(bytes: number | null | undefined): string {
  return bytes === null || bytes === undefined ? NONE : bytesText(bytes);
}

/** Milliseconds as `240 ms`, `1.4 s`, `3 min 20 s`, `2 h 5 min`, `4 d 3 h`. */
export function formatDuration(ms: number | null | undefined): string {
  if (ms === null || ms === undefined) return NONE;
  const value = Math.max(0, ms);
  if (value < 1000) return `${Math.round(value)} ms`;
  const seconds = value / 1000;
  if (seconds < 10) return `${oneDecimal.format(Math.floor(seconds * 10) / 10)} s`;
  if (seconds < 60) return `${Math.floor(seconds)} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return joinUnits(minutes, "min", Math.floor(seconds % 60), "s");
  const hours = Math.floor(minutes / 60);
  if (hours < 24) return joinUnits(hours, "h", minutes % 60, "min");
  return joinUnits(Math.floor(hours / 24), "d", hours % 24, "h");
}

function joinUnits(large: number, largeUnit: string, small: number, smallUnit: string): string {
  return small === 0 ? `${large} ${largeUnit}` : `${large} ${largeUnit} ${small} ${smallUnit}`;
}

/** `just now`, `12 s ago`, `5 min ago`, `in 3 h`: one unit, because it is read at a glance. */
export function formatRelative(instant: string, now: number): string {
  const delta = now - Date.parse(instant);
  const seconds = Math.floor(Math.abs(delta) / 1000);
  if (seconds < 2) return "just now";
  const text = largestUnit(seconds);
  return delta >= 0 ? `${text} ago` : `in ${text}`;
}

function largestUnit(seconds: number): string {
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min`;
  if (seconds < 86_400) return `${Math.floor(seconds / 3600)} h`;
  return `${Math.floor(seconds / 86_400)} d`;
}

/** `2026-01-31 12:00:00 UTC`: an instant is never shown without its zone. */
export function formatInstant(instant: string): string {
  return `${instant.slice(0, 10)} ${instant.slice(11, 19)} UTC`;
}

/** Local wall-clock time with the zone's short name, e.g. `13:00:00 GMT+1`. */
export function formatLocalTime(instant: string, timeZone?: string): string {
  return new Intl.DateTimeFormat("en-GB", {
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
    timeZoneName: "short",
    timeZone,
  }).format(Date.parse(instant));
}

/** `42.5%` from a ratio of 0 to 1, never rounded up to 100%. */
export function formatPercent(ratio: number): string {
  const percent = Math.floor(ratio * 1000) / 10;
  return `${Number.isInteger(percent) ? integer.format(percent) : oneDecimal.format(percent)}%`;
}

/** A lock mode as people say it: `AccessExclusiveLock` → `Access exclusive`. */
export function formatLockMode(mode: string): string {
  const words = mode
    .replace(/Lock$/, "")
    .replace(/([a-z])([A-Z])/g, "$1 $2")
    .toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
}
