"use client";
import { ShieldCheck } from "lucide-react";
import Link from "next/link";
import { useState } from "react";
import { ApprovalDialog } from "@/components/plan/approval-dialog";
import { ActionButton } from "@/components/ui/action-button";
import { Badge } from "@/components/ui/badge";
import { EnvironmentBadge } from "@/components/ui/environment-badge";
import { Panel } from "@/components/ui/panel";
import { NodeStatus } from "@/components/ui/status-pill";
import { RelativeTime } from "@/components/ui/time";
import type { Environment } from "@/lib/contracts/environment";
import type { PhaseNode, Plan } from "@/lib/contracts/plan";
import type { RolloutNode } from "@/lib/contracts/rollout";
import { phaseSubtitle } from "./node-label.model";
import { RevertButton } from "./revert-button";
import { RunPhaseButton } from "./run-phase-button";
import { StepCard } from "./step-card";

/** A phase on one environment: what it does, whether it may run and why not, and its steps. */
export function PhaseDetail({
  plan,
  phase,
  node,
  environment,
}: {
  readonly plan: Plan;
  readonly phase: PhaseNode;
  readonly node: RolloutNode | undefined;
  readonly environment: Environment;
}) {
  return (
    <div className="grid gap-5 xl:grid-cols-[minmax(0,1fr)_22rem]">
      <Panel
        title={
          <span className="flex flex-wrap items-center gap-2">
            {phase.title}: {phaseSubtitle(phase)}
            {phase.destructive && <Badge tone="bad">Takes something away</Badge>}
          </span>
        }
        flush
        className="order-2 xl:order-1"
      >
        <p className="border-b border-line px-4 py-3 text-ink-2">{phase.why}</p>
        <ol>
          {phase.steps.map((step, index) => (
            <StepCard key={step.id} step={step} number={index + 1} />
          ))}
        </ol>
      </Panel>
      <div className="order-1 flex flex-col gap-5 xl:order-2">
        <PhaseActions plan={plan} phase={phase} node={node} environment={environment} />
        <Panel title="Works with">
          <ul className="list-disc pl-5 text-[13px] text-ink-2">
            {phase.compatibleWith.map((version) => (
              <li key={version}>{version}</li>
            ))}
          </ul>
        </Panel>
      </div>
    </div>
  );
}

function PhaseActions({ plan, phase, node, environment }: Parameters<typeof PhaseDetail>[0]) {
  const [isDeciding, setDeciding] = useState(false);
  const state = node?.state ?? "pending";
  const isActive = state === "queued" || state === "running" || state === "paused";
  const canRevert = state === "succeeded" || state === "failed" || state === "aborted";
  return (
    <Panel
      title={
        <span className="flex items-center gap-2">
          On <EnvironmentBadge name={environment.name} tier={environment.tier} />
        </span>
      }
      actions={<NodeStatus state={state} />}
    >
      <div className="flex flex-col gap-4">
        {node?.runId && (
          <p className="text-[13px]">
            <Link href={`/runs/${node.runId}`} className="prose-link">
              {isActive ? "Watch the run" : "See the last run"}
            </Link>
          </p>
        )}
        {node && state !== "succeeded" && !isActive && (
          <RunPhaseButton
            plan={plan}
            phase={phase}
            environment={environment}
            direction="up"
            permission={node.actions.run}
          >
            {`Run ${phase.kind} on ${environment.name}`}
          </RunPhaseButton>
        )}
        {node && phase.destructive && state !== "succeeded" && (
          <Approvals node={node} onAsk={() => setDeciding(true)} />
        )}
        {node && canRevert && (
          <RevertButton plan={plan} phase={phase} node={node} environment={environment} />
        )}
      </div>
      {isDeciding && (
        <ApprovalDialog
          plan={plan}
          phase={phase}
          environment={environment}
          onClose={() => setDeciding(false)}
        />
      )}
    </Panel>
  );
}

function Approvals({ node, onAsk }: { readonly node: RolloutNode; readonly onAsk: () => void }) {
  return (
    <section aria-label="Approvals" className="border-t border-line pt-3">
      <h3 className="mb-2 text-[13px] font-semibold">Approvals</h3>
      {(node.approvals ?? []).length === 0 ? (
        <p className="mb-2 text-[13px] text-ink-2">Nobody has decided yet.</p>
      ) : (
        <ul className="mb-2 flex flex-col gap-1.5 text-[13px]">
          {node.approvals?.map((approval) => (
            <li key={`${approval.approverId}${approval.at}`}>
              <Badge tone={approval.decision === "approve" ? "ok" : "bad"}>
                {approval.decision === "approve" ? "Approved" : "Rejected"}
              </Badge>{" "}
              by {approval.approverName} <RelativeTime at={approval.at} />
              {approval.comment && <span className="block text-ink-2">“{approval.comment}”</span>}
            </li>
          ))}
        </ul>
      )}
      <ActionButton
        permission={node.actions.approve}
        tone="secondary"
        icon={<ShieldCheck aria-hidden size={16} />}
        onPress={onAsk}
      >
        Decide
      </ActionButton>
    </section>
  );
}
