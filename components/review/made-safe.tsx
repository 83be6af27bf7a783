"use client";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useEffect, useRef } from "react";
import { PlanPreview } from "@/components/new-change/plan-preview";
import { Button } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { Panel } from "@/components/ui/panel";
import { ProblemState } from "@/components/ui/problem-state";
import { ReasonsList } from "@/components/ui/reasons-list";
import { SkeletonRows } from "@/components/ui/skeleton";
import { changeKeys, createChange, previewOptions } from "@/lib/client/changes";
import { ApiProblem, problemText } from "@/lib/client/problem";
import { useRolePermission } from "@/lib/client/viewer";
import type { PlanDraft } from "@/lib/contracts/plan";

/** The same end by a phased plan: what the reviewed SQL becomes as a change, and the button that makes it one. */
export function MadeSafe({ environmentId, sql }: { readonly environmentId: string; readonly sql: string }) {
  const router = useRouter();
  const client = useQueryClient();
  const permission = useRolePermission("engineer", "make a change; you can look at its plan");
  const preview = useQuery(previewOptions({ environmentId, sql }));
  const create = useMutation({
    mutationFn: (plan: PlanDraft) => createChange({ environmentId, sql, title: titleOf(plan) }),
    onSuccess: ({ plan }) => {
      void client.invalidateQueries({ queryKey: changeKeys.all });
      router.push(`/plans/${plan.id}`);
    },
  });
  const plan = preview.data?.plan;
  const start = useRef<HTMLDivElement>(null);
  // On a phone it stands far below the button that asked for it.
  useEffect(() => {
    start.current?.scrollIntoView({ block: "start" });
  }, []);
  return (
    <div ref={start} className="mt-5 scroll-mt-16">
      <Panel title="Made safe">
        {preview.isError ? (
          preview.error instanceof ApiProblem && preview.error.status === 422 ? (
            <EmptyState title="No plan for this yet" aspect="caution">
              <ul className="flex flex-col gap-1">
                {problemText(preview.error).errors.map(({ message }) => (
                  <li key={message} className="[overflow-wrap:anywhere]">
                    {message}
                  </li>
                ))}
              </ul>
            </EmptyState>
          ) : (
            <ProblemState error={preview.error} onRetry={() => preview.refetch()} />
          )
        ) : plan ? (
          <>
            <PlanPreview plan={plan} isStale={false} />
            {create.isError && <ProblemState error={create.error} />}
            <Button
              tone="primary"
              size="large"
              className="mt-4"
              isDisabled={!permission.allowed}
              isPending={create.isPending || create.isSuccess}
              onPress={() => create.mutate(plan)}
            >
              Make the plan
            </Button>
            <ReasonsList label="Why not" reasons={permission.reasons} />
          </>
        ) : (
          <SkeletonRows rows={4} rowHeight={48} />
        )}
      </Panel>
    </div>
  );
}

const MAX_TITLE = 200;
const titleOf = ({ summary }: PlanDraft) =>
  summary.length <= MAX_TITLE ? summary : `${summary.slice(0, MAX_TITLE - 1)}…`;
