"use client";
import { Decision, useDecision } from "@/components/approvals/decision";
import { Dialog } from "@/components/ui/dialog";
import { EnvironmentBadge } from "@/components/ui/environment-badge";
import type { Environment } from "@/lib/contracts/environment";
import type { PhaseNode, Plan } from "@/lib/contracts/plan";
import { StepSql } from "./step-card";

/** Consent to one plan hash for one phase on one environment, decided from what will be run. */
export function ApprovalDialog({
  plan,
  phase,
  environment,
  onClose,
}: {
  readonly plan: Plan;
  readonly phase: PhaseNode;
  readonly environment: Environment;
  readonly onClose: () => void;
}) {
  const decision = useDecision(
    { planId: plan.id, environmentId: environment.id, phaseId: phase.id, planHash: plan.hash },
    onClose,
  );
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={`Decide: ${phase.title.toLowerCase()} on ${environment.name}`}
      width="wide"
      keepOpen={decision.comment !== ""}
      footer={<Decision decision={decision} approve={`Approve for ${environment.name}`} />}
    >
      <div className="flex flex-col gap-4">
        <p className="flex flex-wrap items-center gap-2">
          <EnvironmentBadge name={environment.name} tier={environment.tier} />
          <span className="text-ink-2">
            Plan <code>{plan.hash.slice(0, 12)}</code>. A new plan needs a new decision.
          </span>
        </p>
        {phase.steps.map((step) => (
          <div key={step.id}>
            <p className="mb-1 font-medium">{step.title}</p>
            <StepSql step={step} label={`SQL: ${step.title}`} />
            <p className="mt-1 text-[13px] text-ink-2">
              {step.kind === "check"
                ? "Changes nothing; the run stops here if it finds something."
                : step.revert.lossless
                  ? "Can be taken back without loss."
                  : `Cannot be taken back: loses ${step.revert.loses}.`}
            </p>
          </div>
        ))}
      </div>
    </Dialog>
  );
}
