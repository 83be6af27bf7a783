import { Badge } from "@/components/ui/badge";
import type { LockSession } from "@/lib/contracts/locks";
import { marksOf, sessionNumber } from "./session-marks.model";

/** What a session is, in words: the app and the role it came as, or that it is one of ours. */
export function SessionLabel({
  session,
  pid,
}: {
  readonly session: LockSession | null;
  readonly pid: number;
}) {
  return (
    <span className="inline-flex min-w-0 flex-wrap items-center gap-x-2">
      <span className="font-mono text-[13px] font-semibold tabular-nums">{sessionNumber(pid)}</span>
      <span className="font-medium [overflow-wrap:anywhere]">
        {session?.applicationName || session?.backendType || "unknown session"}
      </span>
      {session?.user && <span className="text-[13px] text-ink-3">as {session.user}</span>}
      {session &&
        marksOf(session).map(({ word, tone, title }) => (
          <Badge key={word} tone={tone} title={title}>
            {word}
          </Badge>
        ))}
    </span>
  );
}
