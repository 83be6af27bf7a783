"use client";
import { useQuery } from "@tanstack/react-query";
import { Plus } from "lucide-react";
import { ChangeRow } from "@/components/changes/change-row";
import { stoppedOf } from "@/components/changes/standing.model";
import { EnvironmentCard } from "@/components/environments/environment-card";
import { byTierDescending } from "@/components/shell/environment-order.model";
import { LinkButton } from "@/components/ui/button";
import { Headline } from "@/components/ui/headline";
import { PageHeader, Panel } from "@/components/ui/panel";
import { ProblemState } from "@/components/ui/problem-state";
import { Skeleton, SkeletonRows } from "@/components/ui/skeleton";
import { changesOptions } from "@/lib/client/changes";
import { environmentsOptions } from "@/lib/client/environments";
import { approvalsOptions, rolloutBriefsOptions } from "@/lib/client/plans";
import { runsOptions } from "@/lib/client/runs";
import { useViewer } from "@/lib/client/viewer";
import { ApprovalRow } from "./approval-row";
import { FirstSteps } from "./first-steps";
import { type Needs, needsOf, runsUnderWay } from "./needs.model";
import { RunRow } from "./run-row";
import { StoppedRow } from "./stopped-row";

/** What needs me now: stopped runs, decisions, environments; then the newest changes and where they stand. */
export function Home() {
  const viewer = useViewer();
  const runs = useQuery(runsOptions({ active: true }));
  const approvals = useQuery(approvalsOptions());
  const environments = useQuery(environmentsOptions());
  const changes = useQuery(changesOptions({ limit: 8 }));
  const open = useQuery(rolloutBriefsOptions());
  const planIds = changes.data?.items.map(({ planId }) => planId) ?? [];
  const standings = useQuery({ ...rolloutBriefsOptions({ planIds }), enabled: planIds.length > 0 });
  const failed = [runs, approvals, environments, changes, open, standings].find((query) => query.error);

  const environmentOf = (id: string) => environments.data?.items.find((environment) => environment.id === id);
  const underWay = runsUnderWay(runs.data?.items ?? []);
  const stopped = stoppedOf(open.data?.items ?? []);
  const forMe = approvals.data?.items.filter((request) => request.permission.allowed) ?? [];
  // With nothing to list, the environments take the whole width.
  const hasLists =
    changes.data?.items.length !== 0 ||
    Boolean(underWay.length || stopped.length || approvals.data?.items.length);
  const loaded = runs.data && approvals.data && changes.data && open.data;

  return (
    <>
      <PageHeader
        title={`Hello, ${viewer.name}`}
        actions={
          // One primary act on a page: where somebody is waited for, that is it.
          <LinkButton
            href="/changes/new"
            tone={forMe.length + underWay.length + stopped.length > 0 ? "secondary" : "primary"}
            icon={<Plus aria-hidden size={16} />}
          >
            New change
          </LinkButton>
        }
      />
      {failed && (
        <div className="mb-5">
          <ProblemState error={failed.error} onRetry={() => failed.refetch()} />
        </div>
      )}
      {loaded ? (
        <HomeHeadline
          needs={needsOf({
            stopped,
            runs: underWay,
            approvalsForMe: forMe.length,
            changes: changes.data.items.length,
          })}
        />
      ) : (
        !failed && <Skeleton className="mb-5 h-18" />
      )}
      {changes.data?.items.length === 0 && environments.data && (
        <FirstSteps environments={environments.data.items} />
      )}
      <div className={hasLists ? "grid items-start gap-5 xl:grid-cols-[minmax(0,1fr)_25rem]" : undefined}>
        <div className="flex min-w-0 flex-col gap-5">
          {stopped.length > 0 && (
            <Panel title="Stopped" flush>
              <ul className="divide-y divide-line">
                {stopped.map((brief) => (
                  <StoppedRow
                    key={`${brief.planId}${brief.environmentId}`}
                    brief={brief}
                    environment={environmentOf(brief.environmentId)}
                  />
                ))}
              </ul>
            </Panel>
          )}
          {underWay.length > 0 && (
            <Panel title="Runs" flush>
              <ul className="divide-y divide-line">
                {underWay.map((run) => (
                  <RunRow key={run.id} run={run} environment={environmentOf(run.environmentId)} />
                ))}
              </ul>
            </Panel>
          )}
          {approvals.data && approvals.data.items.length > 0 && (
            <Panel
              title="Approvals"
              flush
              actions={
                <LinkButton href="/approvals" size="small" tone="quiet">
                  All approvals
                </LinkButton>
              }
            >
              <ul className="divide-y divide-line">
                {approvals.data.items.slice(0, 5).map((request) => (
                  <ApprovalRow
                    key={`${request.planId}${request.environmentId}${request.phaseId}`}
                    request={request}
                  />
                ))}
              </ul>
            </Panel>
          )}
          {changes.data?.items.length !== 0 && (
            <Panel
              title="Newest changes"
              flush
              actions={
                <LinkButton href="/changes" size="small" tone="quiet">
                  All changes
                </LinkButton>
              }
            >
              {changes.data ? (
                <ul className="divide-y divide-line">
                  {changes.data.items.map((change) => (
                    <ChangeRow
                      key={change.id}
                      change={change}
                      briefs={standings.data?.items ?? []}
                      environments={environments.data?.items ?? []}
                    />
                  ))}
                </ul>
              ) : (
                <SkeletonRows rows={4} rowHeight={64} />
              )}
            </Panel>
          )}
        </div>
        <section aria-labelledby="home-environments">
          <h2 id="home-environments" className="mb-2 text-[15px] font-semibold">
            Environments
          </h2>
          {environments.data ? (
            <ul className={hasLists ? "flex flex-col gap-3" : "grid gap-4 md:grid-cols-2"}>
              {byTierDescending(environments.data.items).map((environment) => (
                <EnvironmentCard key={environment.id} environment={environment} />
              ))}
            </ul>
          ) : (
            <Panel flush>
              <SkeletonRows rows={2} rowHeight={120} />
            </Panel>
          )}
        </section>
      </div>
    </>
  );
}

function HomeHeadline({ needs }: { readonly needs: Needs }) {
  return (
    <Headline
      tone={needs.tone}
      text={needs.text}
      who={needs.who}
      action={
        needs.next && (
          <LinkButton
            href={needs.next.href}
            tone={needs.tone === "working" ? "secondary" : "primary"}
            size="large"
          >
            {needs.next.label}
          </LinkButton>
        )
      }
    />
  );
}
