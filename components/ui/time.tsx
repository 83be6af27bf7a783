"use client";
import { formatDuration, formatInstant, formatLocalTime, formatRelative } from "@/lib/client/format";
import { useNow } from "./use-now";

/** `5 min ago`; the title has the instant in UTC and in local time. */
export function RelativeTime({ at }: { readonly at: string }) {
  const now = useNow(10_000);
  return (
    // The server's clock and zone differ from the browser's: the first client render may correct the text.
    <time
      dateTime={at}
      title={`${formatInstant(at)} · ${formatLocalTime(at)} here`}
      suppressHydrationWarning
      className="whitespace-nowrap"
    >
      {formatRelative(at, now)}
    </time>
  );
}

/** How long something has been going on, ticking each second. */
export function Elapsed({ since }: { readonly since: string }) {
  const now = useNow(1000);
  return (
    <time
      dateTime={since}
      title={formatInstant(since)}
      suppressHydrationWarning
      className="whitespace-nowrap"
    >
      {formatDuration(now - Date.parse(since))}
    </time>
  );
}
