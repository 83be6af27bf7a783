"use client";
import { useQueries, useQuery } from "@tanstack/react-query";
import { useQueryState } from "nuqs";
import { Badge } from "@/components/ui/badge";
import { LinkButton } from "@/components/ui/button";
import { Callout } from "@/components/ui/callout";
import { CopyButton } from "@/components/ui/copy-button";
import { Crumbs } from "@/components/ui/crumbs";
import { EnvironmentBadge } from "@/components/ui/environment-badge";
import { Headline } from "@/components/ui/headline";
import { LoadProblem } from "@/components/ui/load-problem";
import { PageHeader, Panel } from "@/components/ui/panel";
import { PhoneFold } from "@/components/ui/phone-fold";
import { ProblemState } from "@/components/ui/problem-state";
import { SkeletonRows } from "@/components/ui/skeleton";
import { Facts } from "@/components/ui/table";
import { RelativeTime } from "@/components/ui/time";
import { environmentsOptions } from "@/lib/client/environments";
import { planOptions, rolloutOptions } from "@/lib/client/plans";
import type { Environment } from "@/lib/contracts/environment";
import type { Plan } from "@/lib/contracts/plan";
import type { Rollout } from "@/lib/contracts/rollout";
import { DeployDetail } from "./deploy-detail";
import { Findings } from "./findings";
import { PhaseDetail } from "./phase-detail";
import { PlanAgainButton } from "./plan-again-button";
import { PlanFiles } from "./plan-files";
import { PlanTrack } from "./plan-track";
import { RehearsalPanel } from "./rehearsal-panel";
import { RunPhaseButton } from "./run-phase-button";
import { defaultEnvironmentId, defaultNodeId, promotionPath, trackRow } from "./track.model";
import { Tripwires } from "./tripwires";
import { Violations } from "./violations";

const CHANGES = { label: "Changes", href: "/changes" };

/** A plan on all its environments. What is looked at is in the URL: `?env=…&node=…`. */
export function PlanView({ planId }: { readonly planId: string }) {
  const plan = useQuery(planOptions(planId));
  const environments = useQuery(environmentsOptions());
  if (plan.isError)
    return <LoadProblem subject="plan" list={CHANGES} error={plan.error} onRetry={() => plan.refetch()} />;
  if (environments.isError)
    return <ProblemState error={environments.error} onRetry={() => environments.refetch()} />;
  if (!plan.data || !environments.data) return <SkeletonRows rows={6} rowHeight={64} />;
  return <LoadedPlan plan={plan.data} environments={environments.data.items} />;
}

function LoadedPlan({
  plan,
  environments,
}: {
  readonly plan: Plan;
  readonly environments: readonly Environment[];
}) {
  const path = promotionPath(environments, plan);
  const rollouts = useQueries({
    queries: path.map((environment) => rolloutOptions(plan.id, environment.id)),
  });
  const rows = path.map((environment, index) => trackRow(environment, plan.nodes, rollouts[index]?.data));
  const [envParam, setEnv] = useQueryState("env", { history: "push" });
  const [nodeParam, setNode] = useQueryState("node", { history: "push" });

  const environmentId = path.some((candidate) => candidate.id === envParam)
    ? envParam
    : defaultEnvironmentId(rows);
  const index = path.findIndex((candidate) => candidate.id === environmentId);
  const environment = path[index];
  const rollout = rollouts[index]?.data;
  const nodeId = plan.nodes.some((node) => node.id === nodeParam)
    ? nodeParam
    : defaultNodeId(rows[index], plan.nodes);
  const node = plan.nodes.find((candidate) => candidate.id === nodeId);
  const select = (chosen: { environmentId: string; nodeId: string }) => {
    void setEnv(chosen.environmentId);
    void setNode(chosen.nodeId);
  };
  const failed = rollouts.find((query) => query.isError);
  return (
    <>
      <PageHeader
        crumbs={<Crumbs items={[CHANGES]} />}
        title={plan.title}
        badge={
          <>
            <Badge tone={plan.kind === "breaking" ? "warn" : "ok"}>
              {plan.kind === "breaking" ? "Old and new code must overlap" : "Additive"}
            </Badge>
            {environment && <EnvironmentBadge name={environment.name} tier={environment.tier} />}
          </>
        }
        description={plan.summary}
      />
      {plan.supersededBy && (
        <Callout tone="warn" title="A newer plan replaces this one" className="mb-5">
          <a href={`/plans/${plan.supersededBy}`} className="prose-link">
            Open the newer plan
          </a>
        </Callout>
      )}
      {environment && <PlanHeadline plan={plan} environment={environment} rollout={rollout} />}
      {failed && <ProblemState error={failed.error} onRetry={() => failed.refetch()} />}
      <Panel flush className="mb-5">
        <PlanTrack
          nodes={plan.nodes}
          rows={rows}
          selected={environment && nodeId ? { environmentId: environment.id, nodeId } : null}
          onSelect={select}
        />
      </Panel>
      {environment && node && (
        <div id="node" className="mb-5 scroll-mt-20">
          {node.type === "phase" ? (
            <PhaseDetail
              key={`${environment.id}${node.id}`}
              plan={plan}
              phase={node}
              node={rollout?.nodes.find((candidate) => candidate.id === node.id)}
              environment={environment}
            />
          ) : (
            <DeployDetail
              key={`${environment.id}${node.id}`}
              plan={plan}
              deploy={node}
              node={rollout?.nodes.find((candidate) => candidate.id === node.id)}
              environment={environment}
            />
          )}
        </div>
      )}
      {environment && (
        <div id="rehearsal" className="mb-5 scroll-mt-20">
          <RehearsalPanel key={environment.id} plan={plan} environment={environment} />
        </div>
      )}
      <div className="grid gap-5 lg:grid-cols-2">
        <div className="flex flex-col gap-5">
          {environment && <Violations planId={plan.id} environment={environment} />}
          <Findings findings={plan.findings} />
        </div>
        <div className="flex flex-col gap-5">
          {rollout && rollout.tripwires.length > 0 && <Tripwires tripwires={rollout.tripwires} />}
          <About plan={plan} />
        </div>
      </div>
      {environment && (
        <div className="mt-5">
          <PlanFiles plan={plan} environment={environment} rollout={rollout} />
        </div>
      )}
    </>
  );
}

function PlanHeadline({
  plan,
  environment,
  rollout,
}: {
  readonly plan: Plan;
  readonly environment: Environment;
  readonly rollout: Rollout | undefined;
}) {
  if (!rollout)
    return <Headline tone="waiting" text={`Looking at where this stands on ${environment.name}…`} />;
  const { headline } = rollout;
  return (
    <Headline
      tone={headline.tone}
      text={headline.text}
      who={headline.who}
      action={<NextAction plan={plan} environment={environment} rollout={rollout} />}
    />
  );
}

/** The one next act: done from here where it is to start a phase here, else a way to where it is done. */
function NextAction({
  plan,
  environment,
  rollout,
}: {
  readonly plan: Plan;
  readonly environment: Environment;
  readonly rollout: Rollout;
}) {
  const { next } = rollout.headline;
  if (!next) return null;
  const phase = plan.nodes.find((node) => node.id === next.nodeId);
  const permission = rollout.nodes.find((node) => node.id === next.nodeId)?.actions.run;
  if (
    next.action === "run" &&
    next.environmentId === environment.id &&
    phase?.type === "phase" &&
    permission?.allowed
  ) {
    return (
      <RunPhaseButton
        plan={plan}
        phase={phase}
        environment={environment}
        direction="up"
        permission={permission}
      >
        {next.label}
      </RunPhaseButton>
    );
  }
  const href =
    next.href ??
    (next.nodeId && `/plans/${plan.id}?env=${next.environmentId ?? environment.id}&node=${next.nodeId}#node`);
  return (
    href && (
      <LinkButton href={href} tone={next.action === "none" ? "secondary" : "primary"} size="large">
        {next.label}
      </LinkButton>
    )
  );
}

function About({ plan }: { readonly plan: Plan }) {
  return (
    <Panel title="About this plan">
      <PhoneFold label="Hash, server and tables">
        <Facts
          items={[
            ["Made", <RelativeTime key="made" at={plan.createdAt} />],
            [
              "Hash",
              <span key="hash" className="inline-flex max-w-full items-center gap-1">
                <code className="truncate" title={plan.hash}>
                  {plan.hash.slice(0, 16)}…
                </code>
                <CopyButton text={plan.hash} label="Copy hash" />
              </span>,
            ],
            [
              "Server",
              `PostgreSQL ${plan.serverVersion}; right for ${plan.serverMajors.min} to ${plan.serverMajors.max}`,
            ],
            ["Tables", plan.relations.join(", ")],
          ]}
        />
        <p className="mt-3 text-[13px] text-ink-2">
          A plan never changes. Approvals are bound to its hash; planning again makes a new plan, against the
          schema as it is then.
        </p>
      </PhoneFold>
      {!plan.supersededBy && <PlanAgainButton planId={plan.id} />}
    </Panel>
  );
}
