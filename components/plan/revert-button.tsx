"use client";
import { Undo2 } from "lucide-react";
import type { Environment } from "@/lib/contracts/environment";
import type { PhaseNode, Plan } from "@/lib/contracts/plan";
import type { RolloutNode } from "@/lib/contracts/rollout";
import { RunPhaseButton } from "./run-phase-button";

/** Takes a phase back on one environment, where that is possible; else says why not. */
export function RevertButton({
  plan,
  phase,
  node,
  environment,
}: {
  readonly plan: Plan;
  readonly phase: PhaseNode;
  readonly node: RolloutNode;
  readonly environment: Environment;
}) {
  return (
    <RunPhaseButton
      plan={plan}
      phase={phase}
      environment={environment}
      direction="down"
      permission={node.actions.revert}
      tone="secondary"
      icon={<Undo2 aria-hidden size={16} />}
    >
      {`Revert ${phase.kind}`}
    </RunPhaseButton>
  );
}
