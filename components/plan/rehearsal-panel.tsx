"use client";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { FlaskConical } from "lucide-react";
import dynamic from "next/dynamic";
import { ActionButton } from "@/components/ui/action-button";
import { Button } from "@/components/ui/button";
import { Callout } from "@/components/ui/callout";
import { EmptyState } from "@/components/ui/empty-state";
import { Panel } from "@/components/ui/panel";
import { ProblemState } from "@/components/ui/problem-state";
import { SkeletonRows } from "@/components/ui/skeleton";
import { rehearsalLook } from "@/components/ui/status.model";
import { StatusPill } from "@/components/ui/status-pill";
import { RelativeTime } from "@/components/ui/time";
import {
  isOnItsWay,
  newestRehearsalOptions,
  rehearsalKeys,
  rehearsalOptions,
  requestRehearsal,
} from "@/lib/client/rehearsals";
import { useRolePermission } from "@/lib/client/viewer";
import type { Environment } from "@/lib/contracts/environment";
import type { Plan } from "@/lib/contracts/plan";
import type { RehearsalBrief } from "@/lib/contracts/rehearsal";

// Long, and only there once something was rehearsed.
const RehearsalReport = dynamic(() => import("./rehearsal-report").then((module) => module.RehearsalReport), {
  ssr: false,
  loading: () => <SkeletonRows rows={4} />,
});

/** The plan on a throwaway copy of the environment's structure: asked for here, and what was seen on it. */
export function RehearsalPanel({
  plan,
  environment,
}: {
  readonly plan: Plan;
  readonly environment: Environment;
}) {
  const client = useQueryClient();
  const permission = useRolePermission("engineer", "rehearse");
  const newest = useQuery(newestRehearsalOptions(plan.id, environment.id));
  const ask = useMutation({
    mutationFn: () => requestRehearsal(plan.id, environment.id),
    onSuccess: ({ report: _none, ...brief }) =>
      client.setQueryData(rehearsalKeys.newest(plan.id, environment.id), brief),
  });
  const rehearsal = newest.data;
  return (
    <Panel
      title={`Rehearsal on a copy of ${environment.name}`}
      flush
      actions={
        rehearsal && (
          <>
            <StatusPill look={rehearsalLook(rehearsal.state)} />
            {permission.allowed && (
              <Button
                size="small"
                isDisabled={isOnItsWay(rehearsal)}
                isPending={ask.isPending}
                onPress={() => ask.mutate()}
              >
                Rehearse again
              </Button>
            )}
          </>
        )
      }
    >
      {ask.isError && <ProblemState error={ask.error} />}
      {newest.isError ? (
        <ProblemState error={newest.error} onRetry={() => newest.refetch()} />
      ) : rehearsal === undefined ? (
        <SkeletonRows rows={2} />
      ) : rehearsal === null ? (
        <EmptyState
          title="Not rehearsed yet"
          aspect="caution"
          actions={
            <ActionButton
              permission={permission}
              tone="secondary"
              icon={<FlaskConical aria-hidden size={16} />}
              isPending={ask.isPending}
              onPress={() => ask.mutate()}
            >
              Rehearse
            </ActionButton>
          }
        >
          A rehearsal copies the structure of {environment.name}, without its rows, into a throwaway database.
          There it carries this plan out, takes all of it back and carries it out again, compares the locks
          with the planned ones, and tries what the app sends at every boundary. {environment.name} itself is
          only read.
        </EmptyState>
      ) : isOnItsWay(rehearsal) ? (
        <p role="status" className="px-4 py-5 text-ink-2">
          {rehearsal.state === "queued"
            ? "Waiting for a worker to take it up…"
            : `Carrying the plan out on a copy of ${environment.name}: up, back, and up again…`}{" "}
          Asked for by {rehearsal.requestedBy}, <RelativeTime at={rehearsal.requestedAt} />.
        </p>
      ) : (
        <Ended plan={plan} rehearsal={rehearsal} />
      )}
    </Panel>
  );
}

function Ended({ plan, rehearsal }: { readonly plan: Plan; readonly rehearsal: RehearsalBrief }) {
  const whole = useQuery(rehearsalOptions(rehearsal.id));
  if (whole.isError) return <ProblemState error={whole.error} onRetry={() => whole.refetch()} />;
  if (!whole.data) return <SkeletonRows rows={4} />;
  const { report, error, endedAt, requestedBy } = whole.data;
  return (
    <div className="flex flex-col gap-4 p-4">
      {report ? (
        <RehearsalReport report={report} nodes={plan.nodes} />
      ) : (
        <Callout tone="bad" title="It did not come to an end">
          {error}
        </Callout>
      )}
      <p className="text-[13px] text-ink-3">
        Asked for by {requestedBy}
        {endedAt && (
          <>
            , ended <RelativeTime at={endedAt} />
          </>
        )}
        .
      </p>
    </div>
  );
}
