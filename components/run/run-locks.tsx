"use client";
import Link from "next/link";
import { parseAsInteger, useQueryState } from "nuqs";
import { LockListBox, useTreeLines } from "@/components/locks/lock-list";
import { SessionSheet } from "@/components/locks/session-sheet";
import { useLiveLocks } from "@/components/locks/use-live-locks";
import { AgeOfData, Dimmed } from "@/components/ui/freshness";
import { Panel } from "@/components/ui/panel";
import { ProblemState } from "@/components/ui/problem-state";
import type { Environment } from "@/lib/contracts/environment";

/** Who waits for whom on the run's environment, live and in brief; the locks page has the whole of it. */
export function RunLocks({ environment }: { readonly environment: Environment }) {
  const { locks, seenAt, error, refetch } = useLiveLocks(environment.id);
  const [pid, setPid] = useQueryState("pid", parseAsInteger);
  const lines = useTreeLines(locks);
  if (error && !locks) return <ProblemState error={error} onRetry={() => refetch()} />;
  return (
    <Panel
      title="Who waits for whom"
      flush
      actions={
        <>
          <AgeOfData at={seenAt} />
          <Link href={`/environments/${environment.id}?tab=locks`} className="prose-link text-[13px]">
            All locks
          </Link>
        </>
      }
    >
      {lines.length === 0 ? (
        <p className="flex min-h-18 items-center px-4 text-ink-2">
          {locks ? "Nobody waits for anybody." : "Taking the first sample…"}
        </p>
      ) : (
        <Dimmed at={seenAt}>
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
          isPast={false}
          seenAt={seenAt}
          onClose={() => void setPid(null)}
        />
      )}
    </Panel>
  );
}
