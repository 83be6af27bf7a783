"use client";
import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { parseAsInteger, useQueryState } from "nuqs";
import { useEffect, useMemo, useRef } from "react";
import { LockRow } from "@/components/locks/lock-row";
import { SessionSheet } from "@/components/locks/session-sheet";
import { orderRoots, treeLines } from "@/components/locks/tree.model";
import { AgeOfData, Dimmed } from "@/components/ui/freshness";
import { Panel } from "@/components/ui/panel";
import { ProblemState } from "@/components/ui/problem-state";
import { locksOptions } from "@/lib/client/environments";
import { useTopic } from "@/lib/client/use-stream";
import type { Environment } from "@/lib/contracts/environment";

/** Who waits for whom on the run's environment, live and in brief; the locks page has the whole of it. */
export function RunLocks({ environment }: { readonly environment: Environment }) {
  useTopic(`locks:${environment.id}`);
  const { data: locks, error, refetch } = useQuery(locksOptions(environment.id));
  const [pid, setPid] = useQueryState("pid", parseAsInteger);
  const former = useRef<readonly number[]>([]);
  const roots = useMemo(() => (locks ? orderRoots(locks, former.current) : []), [locks]);
  useEffect(() => {
    former.current = roots;
  }, [roots]);
  const lines = useMemo(() => (locks ? treeLines(locks, roots) : []), [locks, roots]);
  if (error && !locks) return <ProblemState error={error} onRetry={() => refetch()} />;
  return (
    <Panel
      title="Who waits for whom"
      flush
      actions={
        <>
          <AgeOfData at={locks?.takenAt ?? null} />
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
        <Dimmed at={locks?.takenAt ?? null}>
          <ol className="max-h-80 overflow-y-auto">
            {lines.map((line) => (
              <LockRow key={line.key} line={line} onOpen={() => void setPid(line.pid)} />
            ))}
          </ol>
        </Dimmed>
      )}
      {locks && pid !== null && (
        <SessionSheet
          pid={pid}
          locks={locks}
          environment={environment}
          isPast={false}
          onClose={() => void setPid(null)}
        />
      )}
    </Panel>
  );
}
