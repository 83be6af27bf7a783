"use client";
import { useQuery } from "@tanstack/react-query";
import { Pause, Play } from "lucide-react";
import { parseAsInteger, useQueryState } from "nuqs";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { Callout } from "@/components/ui/callout";
import { EmptyState } from "@/components/ui/empty-state";
import { Stat } from "@/components/ui/figure";
import { AgeOfData, Dimmed } from "@/components/ui/freshness";
import { Panel } from "@/components/ui/panel";
import { ProblemState } from "@/components/ui/problem-state";
import { SkeletonRows } from "@/components/ui/skeleton";
import { tapeSampleOptions } from "@/lib/client/environments";
import { formatCount, formatDuration, formatInstant } from "@/lib/client/format";
import type { Environment } from "@/lib/contracts/environment";
import type { Locks } from "@/lib/contracts/locks";
import { LockList, useTreeLines } from "./lock-list";
import { LockTape } from "./lock-tape";
import { OtherSessions } from "./other-sessions";
import { SessionSheet } from "./session-sheet";
import { useLiveLocks } from "./use-live-locks";

/** Who blocks whom on an environment, live; `environment` decides what may be done about it. */
export function LocksView({ environment }: { readonly environment: Environment }) {
  const { locks: live, seenAt, failure, error, refetch } = useLiveLocks(environment.id);
  const [held, setHeld] = useState<Locks | null>(null);
  const [pid, setPid] = useQueryState("pid", parseAsInteger);
  const [at, setAt] = useQueryState("at");
  const past = useQuery({ ...tapeSampleOptions(environment.id, at ?? ""), enabled: at !== null });
  const locks = at === null ? (held ?? live) : past.data;
  const lines = useTreeLines(locks);

  if (error && !locks) return <ProblemState error={error} onRetry={() => refetch()} />;
  const isHeld = held !== null || at !== null;
  const inTree = new Set(lines.map((line) => line.pid));
  const summary = locks?.summary;
  return (
    <div className="flex flex-col gap-5">
      <Panel
        title="Who waits for whom"
        actions={
          <>
            <AgeOfData at={isHeld ? (locks?.takenAt ?? null) : seenAt} paused={isHeld} />
            <Button
              size="small"
              icon={isHeld ? <Play aria-hidden size={14} /> : <Pause aria-hidden size={14} />}
              onPress={() => {
                setHeld(isHeld ? null : (live ?? null));
                void setAt(null);
              }}
              isDisabled={!live}
            >
              {isHeld ? "Follow again" : "Pause updates"}
            </Button>
          </>
        }
        flush
      >
        <div className="grid gap-x-8 gap-y-4 border-b border-line p-4 sm:grid-cols-[auto_minmax(0,1fr)]">
          <div className="flex flex-wrap gap-x-8 gap-y-2">
            <Stat
              label="Waiting now"
              value={summary ? formatCount(summary.waiting) : "–"}
              tone={summary && summary.waiting > 0 ? "warn" : undefined}
            />
            <Stat label="Longest wait" value={formatDuration(summary?.longestWaitMs ?? null)} />
            <Stat
              label="Because of Interlock"
              value={formatDuration(summary?.harmMs ?? null)}
              hint="waited, over all sessions"
            />
          </div>
          <LockTape
            environmentId={environment.id}
            at={at}
            waitingNow={live?.summary.waiting ?? 0}
            onSelect={(second) => void setAt(second)}
          />
        </div>
        {at !== null && (
          <Callout
            tone="info"
            title={`As it was at ${formatInstant(at)}. What is shown may be gone.`}
            className="m-4 mb-0"
          >
            {past.isError ? "Nothing is on the tape at that moment." : null}
          </Callout>
        )}
        {failure !== null && (
          <Callout tone="bad" announce="alert" title="The last sample could not be taken" className="m-4">
            {failure}
          </Callout>
        )}
        {!locks && <SkeletonRows rows={4} rowHeight={72} />}
        {locks && (
          // Room for a few lines is kept also when nothing waits, so that the page below stays where it is.
          <div className="min-h-72">
            {lines.length === 0 && !locks.error && (
              <EmptyState title="Nobody waits for anybody">
                When a session holds a lock that others want, it appears here first, with those behind it.
                This page takes a sample four times a second while you look.
              </EmptyState>
            )}
            <Dimmed at={isHeld ? null : seenAt}>
              <LockList lines={lines} onOpen={(chosen) => void setPid(chosen)} />
            </Dimmed>
          </div>
        )}
      </Panel>
      <p role="status" className="sr-only">
        {summary && summary.waiting > 0 ? "Sessions are waiting for locks" : "No session waits for a lock"}
      </p>
      {locks && (
        <OtherSessions
          sessions={locks.sessions.filter((session) => !inTree.has(session.pid))}
          onOpen={(chosen) => setPid(chosen)}
        />
      )}
      {locks && pid !== null && (
        <SessionSheet
          pid={pid}
          locks={locks}
          environment={environment}
          isPast={at !== null}
          seenAt={isHeld ? null : seenAt}
          onClose={() => setPid(null)}
        />
      )}
    </div>
  );
}
