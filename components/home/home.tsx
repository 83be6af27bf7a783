"use client";
import { useQuery } from "@tanstack/react-query";
import { Plus } from "lucide-react";
import { EnvironmentCard } from "@/components/environments/environment-card";
import { byTierDescending } from "@/components/shell/environment-order.model";
import { LinkButton } from "@/components/ui/button";
import { Headline } from "@/components/ui/headline";
import { PageHeader, Panel } from "@/components/ui/panel";
import { ProblemState } from "@/components/ui/problem-state";
import { Skeleton, SkeletonRows } from "@/components/ui/skeleton";
import { changesOptions } from "@/lib/client/changes";
import { environmentsOptions } from "@/lib/client/environments";
import { approvalsOptions } from "@/lib/client/plans";
import { runsOptions } from "@/lib/client/runs";
import { useViewer } from "@/lib/client/viewer";
import { ApprovalRow } from "./approval-row";
import { ChangeRow } from "./change-row";
import { FirstSteps } from "./first-steps";
import { type Needs, needsOf } from "./needs.model";
import { RunRow } from "./run-row";

/** What needs me now: runs, decisions, environments; then the newest changes. */
export function Home() {
  const viewer = useViewer();
  const runs = useQuery(runsOptions({ active: true }));
  const approvals = useQuery(approvalsOptions());
  const environments = useQuery(environmentsOptions());
  const changes = useQuery(changesOptions({ limit: 8 }));
  const failed = [runs, approvals, environments, changes].find((query) => query.error);

  const environmentOf = (id: string) => environments.data?.items.find((environment) => environment.id === id);
  const forMe = approvals.data?.items.filter((request) => request.permission.allowed) ?? [];
  // With nothing to list, the environments take the whole width.
  const hasLists =
    changes.data?.items.length !== 0 || Boolean(runs.data?.items.length || approvals.data?.items.length);
  const loaded = runs.data && approvals.data && changes.data;

  return (
    <>
      <PageHeader
        title={`Hello, ${viewer.name}`}
        actions={
          // One primary act on a page: where somebody is waited for, that is it.
          <LinkButton
            href="/changes/new"
            tone={forMe.length > 0 || runs.data?.items.length ? "secondary" : "primary"}
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
            runs: runs.data.items,
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
          {runs.data && runs.data.items.length > 0 && (
            <Panel title="Runs" flush>
              <ul className="divide-y divide-line">
                {runs.data.items.map((run) => (
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
                      environment={environmentOf(change.environmentId)}
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
