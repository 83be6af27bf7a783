"use client";
import { useQuery } from "@tanstack/react-query";
import { LocksView } from "@/components/locks/locks-view";
import { LinkButton } from "@/components/ui/button";
import { Crumbs } from "@/components/ui/crumbs";
import { EnvironmentBadge } from "@/components/ui/environment-badge";
import { Stat } from "@/components/ui/figure";
import { Headline } from "@/components/ui/headline";
import { PageHeader, Panel } from "@/components/ui/panel";
import { ProblemState } from "@/components/ui/problem-state";
import { SkeletonRows } from "@/components/ui/skeleton";
import { RunStatus } from "@/components/ui/status-pill";
import { Elapsed, RelativeTime } from "@/components/ui/time";
import { changeOptions } from "@/lib/client/changes";
import { environmentOptions } from "@/lib/client/environments";
import { formatDuration } from "@/lib/client/format";
import { runEventsOptions, runOptions } from "@/lib/client/runs";
import { useTopic } from "@/lib/client/use-stream";
import type { Environment } from "@/lib/contracts/environment";
import type { Run } from "@/lib/contracts/run";
import { RunControls } from "./run-controls";
import { runSentence } from "./run-headline.model";
import { RunLog } from "./run-log";
import { StepTimeline } from "./step-timeline";

/** A run, live: what it does now, its steps and log from the first event on, and the locks around it. */
export function RunView({ runId }: { readonly runId: string }) {
  useTopic(`run:${runId}`);
  const run = useQuery(runOptions(runId));
  const environment = useQuery({
    ...environmentOptions(run.data?.environmentId ?? ""),
    enabled: run.data !== undefined,
  });
  if (run.isError) return <ProblemState error={run.error} onRetry={() => run.refetch()} />;
  if (!run.data || !environment.data) return <SkeletonRows rows={6} rowHeight={64} />;
  return <LoadedRun run={run.data} environment={environment.data} />;
}

function LoadedRun({ run, environment }: { readonly run: Run; readonly environment: Environment }) {
  const events = useQuery(runEventsOptions(run.id));
  const change = useQuery(changeOptions(run.changeId));
  const sentence = runSentence(run);
  const planHref = `/plans/${run.planId}?env=${environment.id}&node=${run.phaseId}`;
  const isOver = run.finishedAt !== null;
  return (
    <>
      <PageHeader
        crumbs={
          <Crumbs
            items={[
              { label: "Changes", href: "/changes" },
              { label: change.data?.change.title ?? "Plan", href: planHref },
              { label: environment.name, href: `/environments/${environment.id}` },
            ]}
          />
        }
        title={`${run.direction === "down" ? "Revert: " : ""}${run.phaseTitle}`}
        badge={
          <>
            <EnvironmentBadge name={environment.name} tier={environment.tier} />
            <RunStatus state={run.state} />
          </>
        }
        description={
          <>
            Started by {run.startedByName} <RelativeTime at={run.createdAt} />
          </>
        }
      />
      <Headline
        tone={sentence.tone}
        text={sentence.text}
        who={sentence.who}
        badge={<EnvironmentBadge name={environment.name} tier={environment.tier} />}
        action={
          isOver && (
            <LinkButton href={`/plans/${run.planId}?env=${environment.id}`} tone="primary" size="large">
              Back to the plan
            </LinkButton>
          )
        }
      />
      <RunControls run={run} />
      <div className="grid gap-5 xl:grid-cols-2">
        <div className="flex min-w-0 flex-col gap-5">
          <Panel>
            <div className="flex flex-wrap gap-x-8 gap-y-3">
              <Stat
                label={isOver ? "Took" : "Running for"}
                value={
                  run.startedAt === null ? (
                    "–"
                  ) : isOver ? (
                    formatDuration(Date.parse(run.finishedAt ?? "") - Date.parse(run.startedAt))
                  ) : (
                    <Elapsed since={run.startedAt} />
                  )
                }
              />
              <Stat
                label="Steps done"
                value={`${run.steps.filter((step) => ["succeeded", "skipped", "reverted"].includes(step.state)).length} of ${run.steps.length}`}
              />
              <Stat
                label="Others waited for us"
                value={formatDuration(run.harmMs)}
                tone={run.harmMs === 0 ? "ok" : run.harmMs > run.harmBudgetMs / 2 ? "warn" : undefined}
                hint={`budget ${formatDuration(run.harmBudgetMs)} a step`}
              />
            </div>
          </Panel>
          <StepTimeline run={run} />
        </div>
        <div className="flex min-w-0 flex-col gap-5">
          <RunLog events={events.data ?? []} />
          {!isOver && <LocksView environment={environment} />}
        </div>
      </div>
    </>
  );
}
