"use client";
import { useQuery } from "@tanstack/react-query";
import dynamic from "next/dynamic";
import { parseAsInteger, useQueryState } from "nuqs";
import { useMemo } from "react";
import { phaseSubtitle } from "@/components/plan/node-label.model";
import { promotionPath } from "@/components/plan/track.model";
import { LinkButton } from "@/components/ui/button";
import { Callout } from "@/components/ui/callout";
import { Crumbs } from "@/components/ui/crumbs";
import { EnvironmentBadge } from "@/components/ui/environment-badge";
import { Headline } from "@/components/ui/headline";
import { LoadProblem } from "@/components/ui/load-problem";
import { PageHeader } from "@/components/ui/panel";
import { ProblemState } from "@/components/ui/problem-state";
import { Skeleton, SkeletonRows } from "@/components/ui/skeleton";
import { runLook } from "@/components/ui/status.model";
import { RunStatus } from "@/components/ui/status-pill";
import { RelativeTime } from "@/components/ui/time";
import { environmentsOptions } from "@/lib/client/environments";
import { formatInstant } from "@/lib/client/format";
import { planOptions, rolloutOptions } from "@/lib/client/plans";
import { runEventsOptions, runOptions } from "@/lib/client/runs";
import { useTopic } from "@/lib/client/use-stream";
import type { Environment } from "@/lib/contracts/environment";
import type { Run } from "@/lib/contracts/run";
import { afterRun } from "./after-run.model";
import { blockersNow } from "./blockers.model";
import { InTheWay } from "./in-the-way";
import { Preflight } from "./preflight";
import { RunControls } from "./run-controls";
import { runSentence } from "./run-headline.model";
import { RunSummary } from "./run-summary";
import { eventsUntil, readInstant, runAt } from "./scrub.model";
import { StepTimeline } from "./step-timeline";
import { WatchAfter } from "./watch-after";

// Below the fold and heavy (virtual rows, session sheet): they come after the first paint.
const RunLog = dynamic(() => import("./run-log").then((module) => module.RunLog), {
  ssr: false,
  loading: () => <SkeletonRows rows={6} rowHeight={64} />,
});
const RunScrubber = dynamic(() => import("./run-scrubber").then((module) => module.RunScrubber), {
  ssr: false,
  loading: () => <Skeleton className={SCRUBBER_ROOM} />,
});
const RunLocks = dynamic(() => import("./run-locks").then((module) => module.RunLocks), { ssr: false });

/** What the slider takes, so that nothing jumps when it comes. */
const SCRUBBER_ROOM = "mb-5 h-36 max-sm:h-48";

const CHANGES = { label: "Changes", href: "/changes" };

/** A run, live: what it does now, its steps and log from the first event on, and the locks around it. */
export function RunView({ runId }: { readonly runId: string }) {
  const run = useQuery(runOptions(runId));
  const environments = useQuery(environmentsOptions());
  if (run.error)
    return <LoadProblem subject="run" list={CHANGES} error={run.error} onRetry={() => run.refetch()} />;
  if (environments.error)
    return <ProblemState error={environments.error} onRetry={() => environments.refetch()} />;
  const environment = environments.data?.items.find(({ id }) => id === run.data?.environmentId);
  if (!run.data || !environments.data || !environment) return <SkeletonRows rows={6} rowHeight={64} />;
  return <LoadedRun run={run.data} environment={environment} environments={environments.data.items} />;
}

function LoadedRun({
  run,
  environment,
  environments,
}: {
  readonly run: Run;
  readonly environment: Environment;
  readonly environments: readonly Environment[];
}) {
  useTopic(`run:${run.id}`);
  const { data: events } = useQuery(runEventsOptions(run.id));
  const { data: plan } = useQuery(planOptions(run.planId));
  const isOver = run.finishedAt !== null;
  // A session that somebody looks at stays open when the run ends under it: what they did to it must stay in sight.
  const [pid] = useQueryState("pid", parseAsInteger);
  const [atText, setAt] = useQueryState("at");
  // Until the events are there, nothing is known of the past.
  const at = events.length === 0 ? null : readInstant(atText);
  const shown = useMemo(() => (at === null ? run : runAt(run, events, at)), [run, events, at]);
  const told = useMemo(() => (at === null ? events : eventsUntil(events, at)), [events, at]);
  const rollout = useQuery({ ...rolloutOptions(run.planId, environment.id), enabled: isOver });
  const after = afterRun(run, plan, rollout.data, plan ? promotionPath(environments, plan) : []);
  const blockers = blockersNow(run, events);
  const sentence = runSentence(run, { environmentName: environment.name, blockers });
  const phase = plan?.nodes.find((node) => node.id === run.phaseId);
  return (
    <>
      <PageHeader
        crumbs={
          <Crumbs
            items={[
              CHANGES,
              {
                label: plan?.title ?? "Plan",
                href: `/plans/${run.planId}?env=${environment.id}&node=${run.phaseId}`,
              },
              { label: environment.name, href: `/environments/${environment.id}` },
            ]}
          />
        }
        title={run.direction === "down" ? `Revert of ${run.phaseTitle.toLowerCase()}` : run.phaseTitle}
        badge={
          <>
            <EnvironmentBadge name={environment.name} tier={environment.tier} />
            <RunStatus state={run.state} />
          </>
        }
        description={
          <>
            {phase?.type === "phase" && `${phaseSubtitle(phase)} · `}
            {run.startedByName}, <RelativeTime at={run.createdAt} />
          </>
        }
      />
      <Headline
        tone={sentence.tone}
        text={sentence.text}
        who={isOver ? (after.what ?? sentence.who) : sentence.who}
        action={
          isOver && (
            <LinkButton href={after.href} tone="primary" size="large">
              {after.label}
            </LinkButton>
          )
        }
      />
      <RunControls run={run} />
      {at === null && <InTheWay blockers={blockers} />}
      {at === null && run.watch && (
        <WatchAfter
          run={run}
          watch={run.watch}
          plan={plan}
          node={rollout.data?.nodes.find(({ id }) => id === run.phaseId)}
          environment={environment}
        />
      )}
      {events.length === 0 ? (
        <Skeleton className={SCRUBBER_ROOM} />
      ) : (
        <RunScrubber run={run} events={events} at={at} onSelect={(moment) => void setAt(moment)} />
      )}
      {at !== null && (
        <Callout
          tone="info"
          announce="status"
          title={`As it was at ${formatInstant(at)}: ${runLook(shown.state).word.toLowerCase()}`}
          className="mb-5"
        >
          What can be done about the run, above, is about how it is now.
        </Callout>
      )}
      <div className="grid gap-5 xl:grid-cols-2">
        <div className="flex min-w-0 flex-col gap-5">
          <RunSummary run={shown} at={at} />
          <StepTimeline run={shown} at={at} />
          {shown.preflight && <Preflight preflight={shown.preflight} />}
        </div>
        <div className="flex min-w-0 flex-col gap-5">
          <RunLog events={told} />
          {(!isOver || pid !== null || at !== null) && <RunLocks environment={environment} at={at} />}
        </div>
      </div>
    </>
  );
}
