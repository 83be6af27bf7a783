"use client";
import { useQuery } from "@tanstack/react-query";
import { EmptyState } from "@/components/ui/empty-state";
import { PageHeader, Panel } from "@/components/ui/panel";
import { ProblemState } from "@/components/ui/problem-state";
import { SkeletonRows } from "@/components/ui/skeleton";
import { approvalsOptions } from "@/lib/client/plans";
import { ApprovalCard } from "./approval-card";
import { requestKey, sortRequests } from "./approval-key.model";

export function ApprovalInbox() {
  const { data, error, refetch } = useQuery(approvalsOptions());
  return (
    <>
      <PageHeader
        title="Approvals"
        description="Phases that destroy data wait for a second person. An approval holds for one plan, by its hash, on one environment."
      />
      {error && !data && <ProblemState error={error} onRetry={() => refetch()} />}
      {!data && !error && (
        <Panel flush>
          <SkeletonRows rows={2} rowHeight={160} />
        </Panel>
      )}
      {data?.items.length === 0 && (
        <Panel flush>
          <EmptyState title="Nothing to decide" aspect="done">
            When a plan has a phase that takes something away, its card appears here, with the SQL, what is
            lost in numbers, and everything else needed to say yes or no, also on a phone.
          </EmptyState>
        </Panel>
      )}
      <ul className="grid items-start gap-5 xl:grid-cols-2">
        {sortRequests(data?.items ?? []).map((request) => (
          <ApprovalCard key={requestKey(request)} request={request} />
        ))}
      </ul>
    </>
  );
}
