"use client";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { EnvironmentBadge } from "@/components/ui/environment-badge";
import { ProblemState } from "@/components/ui/problem-state";
import { TextField } from "@/components/ui/text-field";
import { approvalKeys, decideApproval, planKeys } from "@/lib/client/plans";
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
  const client = useQueryClient();
  const [comment, setComment] = useState("");
  const decide = useMutation({
    mutationFn: (decision: "approve" | "reject") =>
      decideApproval(plan.id, {
        environmentId: environment.id,
        phaseId: phase.id,
        planHash: plan.hash,
        decision,
        comment,
      }),
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: approvalKeys.all });
      void client.invalidateQueries({ queryKey: planKeys.rollouts(plan.id) });
      onClose();
    },
  });
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={`Decide: ${phase.title.toLowerCase()} on ${environment.name}`}
      width="wide"
      keepOpen={comment !== ""}
      footer={
        <div className="flex w-full flex-wrap justify-between gap-3">
          <Button
            size="large"
            tone="danger"
            isPending={decide.isPending}
            onPress={() => decide.mutate("reject")}
          >
            Reject
          </Button>
          <Button
            size="large"
            tone="primary"
            isPending={decide.isPending}
            onPress={() => decide.mutate("approve")}
          >
            {`Approve for ${environment.name}`}
          </Button>
        </div>
      }
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
        <TextField
          label="Comment"
          value={comment}
          onChange={setComment}
          rows={3}
          description="Goes on the audit trail."
        />
        {decide.isError && <ProblemState error={decide.error} />}
      </div>
    </Dialog>
  );
}
