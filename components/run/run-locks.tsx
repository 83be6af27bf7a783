"use client";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { parseAsInteger, useQueryState } from "nuqs";
import { LockListBox, useTreeLines } from "@/components/locks/lock-list";
import { SessionSheet } from "@/components/locks/session-sheet";
import { useLiveLocks } from "@/components/locks/use-live-locks";
import { AgeOfData, Dimmed } from "@/components/ui/freshness";
import { Panel } from "@/components/ui/panel";
import { ProblemState } from "@/components/ui/problem-state";
import { tapeSampleOptions } from "@/lib/client/environments";
import type { Environment } from "@/lib/contracts/environment";

/** Who waits for whom on the run's environment, in brief: live, or as it was `at` a moment. The locks page has all of it. */
export function RunLocks({
  environment,
  at,
}: {
  readonly environment: Environment;
  readonly at: string | null;
}) {
  const { locks: live, seenAt, error, refetch } = useLiveLocks(environment.id);
  const past = useQuery({
    ...tapeSampleOptions(environment.id, at ?? ""),
    enabled: at !== null,
    placeholderData: keepPreviousData,
  });
  const locks = at === null ? live : past.data;
  const [pid, setPid] = useQueryState("pid", parseAsInteger);
  const lines = useTreeLines(locks);
  if (error && !locks) return <ProblemState error={error} onRetry={() => refetch()} />;
  return (
    <Panel
      title="Who waits for whom"
      flush
      actions={
        <>
          <AgeOfData at={at ?? seenAt} paused={at !== null} />
          <Link href={`/environments/${environment.id}?tab=locks`} className="prose-link text-[13px]">
            All locks
          </Link>
        </>
      }
    >
      {lines.length === 0 ? (
        <p className="flex min-h-18 items-center px-4 text-ink-2">
          {at !== null && past.isError
            ? "Nothing is on the tape at that moment: it is kept for a day."
            : locks
              ? `Nobody ${at === null ? "waits" : "waited"} for anybody.`
              : at === null
                ? "Taking the first sample…"
                : "Reading the tape…"}
        </p>
      ) : (
        <Dimmed at={at === null ? seenAt : null}>
          <LockListBox
            lines={lines}
            label="Sessions that wait, below whom they wait for"
            onOpen={(chosen) => void setPid(chosen)}
          />
        </Dimmed>
      )}
      {locks && pid !== null && (
        <SessionSheet
          pid={pid}
          locks={locks}
          environment={environment}
          isPast={at !== null}
          seenAt={at === null ? seenAt : null}
          onClose={() => void setPid(null)}
        />
      )}
    </Panel>
  );
}
