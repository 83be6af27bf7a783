"use client";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Play, ShieldCheck, Undo2 } from "lucide-react";
import Link from "next/link";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { ApprovalDialog } from "@/components/plan/approval-dialog";
import { ActionButton } from "@/components/ui/action-button";
import { Badge } from "@/components/ui/badge";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { EnvironmentBadge } from "@/components/ui/environment-badge";
import { Panel } from "@/components/ui/panel";
import { ProblemState } from "@/components/ui/problem-state";
import { NodeStatus } from "@/components/ui/status-pill";
import { RelativeTime } from "@/components/ui/time";
import { planKeys } from "@/lib/client/plans";
import { runKeys, startRun } from "@/lib/client/runs";
import type { Environment } from "@/lib/contracts/environment";
import type { PhaseNode, Plan } from "@/lib/contracts/plan";
import type { RolloutNode } from "@/lib/contracts/rollout";
import { revertFriction, runFriction } from "./actions.model";
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
            {phase.title}
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
  const router = useRouter();
  const client = useQueryClient();
  const [asking, setAsking] = useState<"up" | "down" | "approve" | null>(null);
  const start = useMutation({
    mutationFn: (direction: "up" | "down") =>
      startRun({ planId: plan.id, environmentId: environment.id, phaseId: phase.id, direction }),
    onSuccess: (run) => {
      void client.invalidateQueries({ queryKey: runKeys.all });
      router.push(`/runs/${run.id}`);
    },
    onSettled: () => client.invalidateQueries({ queryKey: planKeys.rollouts(plan.id) }),
  });
  const friction = runFriction(phase, environment);
  const ask = (direction: "up" | "down") => {
    if (direction === "up" && friction.level === "none") start.mutate("up");
    else setAsking(direction);
  };
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
          <ActionButton
            permission={node.actions.run}
            isPending={start.isPending}
            icon={<Play aria-hidden size={16} />}
            onPress={() => ask("up")}
          >
            {`Run ${phase.kind} on ${environment.name}`}
          </ActionButton>
        )}
        {node && phase.destructive && state !== "succeeded" && (
          <Approvals node={node} onAsk={() => setAsking("approve")} />
        )}
        {node && canRevert && (
          <ActionButton
            permission={node.actions.revert}
            tone="secondary"
            isPending={start.isPending}
            icon={<Undo2 aria-hidden size={16} />}
            onPress={() => ask("down")}
          >
            {`Revert ${phase.kind}`}
          </ActionButton>
        )}
        {start.isError && <ProblemState error={start.error} />}
      </div>
      <ConfirmDialog
        isOpen={asking === "up"}
        onClose={() => setAsking(null)}
        onConfirm={() => {
          setAsking(null);
          start.mutate("up");
        }}
        title={`Run “${phase.title}” on ${environment.name}?`}
        verb={`Run on ${environment.name}`}
        friction={friction}
        tone={phase.destructive ? "danger" : "primary"}
      >
        <p>
          {phase.steps.length} {phase.steps.length === 1 ? "step" : "steps"}. {phase.why}
        </p>
        <p className="text-ink-2">You can pause or abort at any time. Nothing waits in the lock queue.</p>
      </ConfirmDialog>
      <ConfirmDialog
        isOpen={asking === "down"}
        onClose={() => setAsking(null)}
        onConfirm={() => {
          setAsking(null);
          start.mutate("down");
        }}
        title={`Revert “${phase.title}” on ${environment.name}?`}
        verb="Revert it"
        friction={revertFriction(phase)}
      >
        <p>The steps are taken back in reverse order, with the SQL shown under each.</p>
      </ConfirmDialog>
      {asking === "approve" && (
        <ApprovalDialog plan={plan} phase={phase} environment={environment} onClose={() => setAsking(null)} />
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
