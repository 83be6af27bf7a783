"use client";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Play } from "lucide-react";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { ActionButton } from "@/components/ui/action-button";
import type { ButtonTone } from "@/components/ui/button";
import type { Friction } from "@/components/ui/confirm.model";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { EnvironmentBadge } from "@/components/ui/environment-badge";
import { ProblemState } from "@/components/ui/problem-state";
import { planKeys } from "@/lib/client/plans";
import { runKeys, startRun } from "@/lib/client/runs";
import type { Permission } from "@/lib/contracts/common";
import type { Environment } from "@/lib/contracts/environment";
import type { ToolId } from "@/lib/contracts/interop";
import type { PhaseNode, Plan } from "@/lib/contracts/plan";
import { revertFriction, runFriction } from "./actions.model";
import { phaseSubtitle } from "./node-label.model";
import { RecordChoice, useRecordableTools } from "./record-choice";

/** Starts a phase, or takes it back, with as much asking as the harm deserves; then goes to the run. */
export function RunPhaseButton({
  plan,
  phase,
  environment,
  direction,
  permission,
  tone,
  icon = <Play aria-hidden size={16} />,
  children,
}: {
  readonly plan: Plan;
  readonly phase: PhaseNode;
  readonly environment: Environment;
  readonly direction: "up" | "down";
  readonly permission: Permission;
  readonly tone?: ButtonTone;
  readonly icon?: React.ReactNode;
  readonly children: React.ReactNode;
}) {
  const router = useRouter();
  const client = useQueryClient();
  const [isAsking, setAsking] = useState(false);
  const [toolId, chooseTool] = useState<ToolId | null>(null);
  const isUp = direction === "up";
  const canRecord = isUp && permission.allowed;
  const { tools, read } = useRecordableTools(plan, phase, environment, canRecord);
  const recordIn = tools.find(({ tool }) => tool === toolId) ?? null;
  const start = useMutation({
    mutationFn: () =>
      startRun({
        planId: plan.id,
        environmentId: environment.id,
        phaseId: phase.id,
        direction,
        ...(recordIn ? { recordIn: { tool: recordIn.tool, ...recordIn.options } } : {}),
      }),
    onSuccess: (run) => {
      void client.invalidateQueries({ queryKey: runKeys.all });
      router.push(`/runs/${run.id}`);
    },
    onSettled: () => client.invalidateQueries({ queryKey: planKeys.rollouts(plan.id) }),
  });
  const least = isUp ? runFriction(phase, environment) : revertFriction(phase);
  // There is something to choose.
  const friction: Friction = least.level === "none" && tools.length > 0 ? { level: "confirm" } : least;
  const press = useMutation({
    mutationFn: async () => {
      const asks = least.level !== "none" || (canRecord && (await read()).length > 0);
      if (asks) setAsking(true);
      else start.mutate();
    },
  });
  const { length } = phase.steps;
  return (
    <>
      <ActionButton
        permission={permission}
        tone={tone}
        isPending={press.isPending || start.isPending || start.isSuccess}
        icon={icon}
        onPress={() => press.mutate()}
      >
        {children}
      </ActionButton>
      {start.isError && <ProblemState error={start.error} />}
      <ConfirmDialog
        isOpen={isAsking}
        onClose={() => setAsking(false)}
        onConfirm={() => {
          setAsking(false);
          start.mutate();
        }}
        title={isUp ? `Run “${phase.title}”?` : `Revert “${phase.title}”?`}
        verb={isUp ? `Run on ${environment.name}` : `Revert on ${environment.name}`}
        friction={friction}
        tone={isUp && !phase.destructive ? "primary" : "danger"}
      >
        <div className="flex flex-col gap-3">
          <p className="flex flex-wrap items-center gap-2">
            <EnvironmentBadge name={environment.name} tier={environment.tier} />
            <span className="font-medium">{phaseSubtitle(phase)}</span>
          </p>
          <p>
            {isUp
              ? `${length === 1 ? "One step" : `${length} steps`}. ${phase.why}`
              : "The steps are taken back in reverse order, with the SQL shown under each."}
          </p>
          {tools.length > 0 && (
            <RecordChoice plan={plan} phase={phase} tools={tools} chosen={recordIn} onChoose={chooseTool} />
          )}
          <p className="text-ink-2">You can pause or abort at any time. Nothing waits in the lock queue.</p>
        </div>
      </ConfirmDialog>
    </>
  );
}
