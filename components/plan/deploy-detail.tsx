"use client";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Rocket } from "lucide-react";
import { useState } from "react";
import { Badge, type BadgeTone } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { CodeBlock } from "@/components/ui/code-block";
import { EnvironmentBadge } from "@/components/ui/environment-badge";
import { Panel } from "@/components/ui/panel";
import { PhoneFold } from "@/components/ui/phone-fold";
import { ProblemState } from "@/components/ui/problem-state";
import { Select } from "@/components/ui/select";
import { NodeStatus } from "@/components/ui/status-pill";
import { TextField } from "@/components/ui/text-field";
import { RelativeTime } from "@/components/ui/time";
import { deployDemo } from "@/lib/client/demo";
import { planKeys, recordDeploy } from "@/lib/client/plans";
import { SNIPPET_TARGETS } from "@/lib/contracts/constants";
import type { Environment } from "@/lib/contracts/environment";
import type { DeployNode, Plan, SnippetTarget } from "@/lib/contracts/plan";
import type { RolloutNode, ServiceDeploy } from "@/lib/contracts/rollout";
import { demoVersionFor } from "./actions.model";

const SNIPPET_NAMES: Record<SnippetTarget, string> = {
  sql: "Plain SQL",
  rails: "Rails",
  django: "Django",
  prisma: "Prisma",
  drizzle: "Drizzle",
  typeorm: "TypeORM",
  sqlalchemy: "SQLAlchemy",
};

/** A deploy of the app on one environment: what to change in code, and which services have done it. */
export function DeployDetail({
  plan,
  deploy,
  node,
  environment,
}: {
  readonly plan: Plan;
  readonly deploy: DeployNode;
  readonly node: RolloutNode | undefined;
  readonly environment: Environment;
}) {
  const targets = SNIPPET_TARGETS.filter((target) => deploy.snippets[target] !== undefined);
  const [target, setTarget] = useState<SnippetTarget>(targets[0] ?? "sql");
  return (
    <div className="grid gap-5 xl:grid-cols-[minmax(0,1fr)_22rem]">
      <Panel title={deploy.title} className="order-2 xl:order-1">
        <p className="mb-4 max-w-[70ch] whitespace-pre-line">{deploy.instructions}</p>
        {targets.length > 0 && (
          <PhoneFold label="Code for your framework">
            <Select
              label="Your framework"
              options={targets.map((id) => ({ id, label: SNIPPET_NAMES[id] }))}
              value={target}
              onChange={setTarget}
              className="mb-3 max-w-56"
            />
            <CodeBlock
              code={deploy.snippets[target] ?? ""}
              language={target === "sql" ? "sql" : "text"}
              label={`${SNIPPET_NAMES[target]} code`}
            />
          </PhoneFold>
        )}
        <h3 className="mb-1 mt-5 font-semibold">Tell Interlock from CI</h3>
        <p className="mb-2 text-[13px] text-ink-2">
          One call for each service, after the release is out on every machine:
        </p>
        <PhoneFold label="The call">
          <CodeBlock code={curl(plan, deploy, environment)} language="text" label="curl command" />
        </PhoneFold>
      </Panel>
      <div className="order-1 flex flex-col gap-5 xl:order-2">
        <Panel
          title={
            <span className="flex items-center gap-2">
              On <EnvironmentBadge name={environment.name} tier={environment.tier} />
            </span>
          }
          actions={node && <NodeStatus state={node.state} />}
        >
          <ul className="mb-4 flex flex-col gap-2">
            {(node?.services ?? []).map((service) => (
              <ServiceLine key={service.service} service={service} />
            ))}
          </ul>
          {environment.demo ? (
            <DemoDeploy
              plan={plan}
              deploy={deploy}
              environment={environment}
              done={node?.state === "succeeded"}
            />
          ) : (
            <RecordDeploy plan={plan} deploy={deploy} environment={environment} />
          )}
        </Panel>
        <Panel title="Works with">
          <ul className="list-disc pl-5 text-[13px] text-ink-2">
            {deploy.compatibleWith.map((version) => (
              <li key={version}>{version}</li>
            ))}
          </ul>
        </Panel>
      </div>
    </div>
  );
}

const SERVICE_LOOK: Record<ServiceDeploy["state"], { readonly word: string; readonly tone: BadgeTone }> = {
  missing: { word: "Nothing recorded", tone: "neutral" },
  started: { word: "Rolling out", tone: "info" },
  finished: { word: "Out", tone: "ok" },
  rolledBack: { word: "Rolled back", tone: "bad" },
  "too-early": { word: "Started too early", tone: "warn" },
  "other-version": { word: "Not this release", tone: "neutral" },
};

function ServiceLine({ service }: { readonly service: ServiceDeploy }) {
  const look = SERVICE_LOOK[service.state];
  return (
    <li className="flex flex-wrap items-center justify-between gap-2 text-[13px]">
      <span>
        <span className="font-medium">{service.service}</span>
        {service.version && <span className="text-ink-2"> · {service.version}</span>}
        {service.at && (
          <span className="text-ink-3">
            {" "}
            · <RelativeTime at={service.at} />
          </span>
        )}
      </span>
      <Badge tone={look.tone}>{look.word}</Badge>
    </li>
  );
}

interface DeployProps {
  readonly plan: Plan;
  readonly deploy: DeployNode;
  readonly environment: Environment;
}

function DemoDeploy({ plan, deploy, environment, done }: DeployProps & { readonly done: boolean }) {
  const client = useQueryClient();
  const index = plan.nodes
    .filter((node) => node.type === "deploy")
    .findIndex((node) => node.id === deploy.id);
  const version = demoVersionFor(index);
  const roll = useMutation({
    mutationFn: () =>
      deployDemo({ environmentId: environment.id, version, planId: plan.id, nodeId: deploy.id }),
    onSettled: () => client.invalidateQueries({ queryKey: planKeys.rollouts(plan.id) }),
  });
  return (
    <div className="flex flex-col gap-3">
      <p className="text-[13px] text-ink-2">
        The demo’s shop is deployed by a button, machine by machine: for some seconds both versions run.
      </p>
      <Button
        tone={done ? "secondary" : "primary"}
        size="large"
        icon={<Rocket aria-hidden size={16} />}
        isPending={roll.isPending}
        onPress={() => roll.mutate()}
      >
        {`Deploy ${version} to ${environment.name}`}
      </Button>
      {roll.isError && <ProblemState error={roll.error} />}
    </div>
  );
}

function RecordDeploy({ plan, deploy, environment }: DeployProps) {
  const client = useQueryClient();
  const [service, setService] = useState(environment.services[0] ?? "app");
  const [version, setVersion] = useState("");
  const record = useMutation({
    mutationFn: (status: "started" | "finished" | "rolledBack") =>
      recordDeploy({
        environmentId: environment.id,
        service,
        version: version.trim(),
        status,
        planId: plan.id,
        nodeId: deploy.id,
      }),
    onSettled: () => client.invalidateQueries({ queryKey: planKeys.rollouts(plan.id) }),
  });
  const missing = version.trim() === "";
  return (
    <form
      className="flex flex-col gap-3"
      onSubmit={(event) => {
        event.preventDefault();
        if (!missing) record.mutate("finished");
      }}
    >
      <p className="text-[13px] text-ink-2">No CI yet? Record it by hand once it is out everywhere.</p>
      <Select
        label="Service"
        options={environment.services.map((id) => ({ id, label: id }))}
        value={service}
        onChange={setService}
      />
      <TextField label="Version" value={version} onChange={setVersion} placeholder="v42" mono />
      <div className="flex flex-wrap gap-2">
        <Button type="submit" tone="primary" isDisabled={missing} isPending={record.isPending}>
          It is out everywhere
        </Button>
        <Button isDisabled={missing} onPress={() => record.mutate("rolledBack")}>
          Rolled back
        </Button>
      </div>
      {record.isError && <ProblemState error={record.error} />}
    </form>
  );
}

function curl(plan: Plan, deploy: DeployNode, environment: Environment): string {
  const body = JSON.stringify({
    environmentId: environment.id,
    service: environment.services[0],
    version: "v42",
    status: "finished",
    planId: plan.id,
    nodeId: deploy.id,
  });
  return [
    'curl -X POST "$INTERLOCK_URL/api/v1/deploys"',
    '-H "Authorization: Bearer $INTERLOCK_API_KEY"',
    '-H "Content-Type: application/json"',
    `-d '${body}'`,
  ].join(" \\\n  ");
}
