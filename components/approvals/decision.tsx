"use client";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Check, X } from "lucide-react";
import { useRef, useState } from "react";
import { Button } from "@/components/ui/button";
import { ProblemState } from "@/components/ui/problem-state";
import { TextField } from "@/components/ui/text-field";
import { approvalKeys, decideApproval, planKeys } from "@/lib/client/plans";
import type { ApprovalInput } from "@/lib/contracts/rollout";

type DecisionSubject = Pick<ApprovalInput, "environmentId" | "phaseId" | "planHash"> & {
  readonly planId: string;
};

/** A decision about one phase of one plan, by its hash, on one environment, as it is being made. */
export function useDecision(
  { planId, environmentId, phaseId, planHash }: DecisionSubject,
  onDecided?: () => void,
) {
  const client = useQueryClient();
  const [comment, setComment] = useState("");
  const decide = useMutation({
    mutationFn: (decision: ApprovalInput["decision"]) =>
      decideApproval(planId, { environmentId, phaseId, planHash, decision, comment: comment.trim() }),
    onSuccess: onDecided,
    onSettled: () =>
      Promise.all([
        client.invalidateQueries({ queryKey: approvalKeys.all }),
        client.invalidateQueries({ queryKey: planKeys.rollouts(planId) }),
      ]),
  });
  return { comment, setComment, decide };
}

/** The comment and both decisions. Reject never sits under the thumb of approve, and asks once for what is missing. */
export function Decision({
  decision: { comment, setComment, decide },
  approve = "Approve",
}: {
  readonly decision: ReturnType<typeof useDecision>;
  readonly approve?: string;
}) {
  const field = useRef<HTMLTextAreaElement>(null);
  const [wasAsked, setAsked] = useState(false);
  const isBare = comment.trim() === "";
  const reject = () => {
    if (!isBare || wasAsked) return decide.mutate("reject");
    setAsked(true);
    field.current?.focus();
  };
  return (
    <div className="flex w-full flex-col gap-3">
      {decide.error && <ProblemState error={decide.error} />}
      <TextField
        label="Comment"
        rows={2}
        areaRef={field}
        value={comment}
        onChange={setComment}
        description={
          wasAsked
            ? "Say what is missing, so that the author can mend it."
            : "Why it is right, or what is missing. Goes on the audit trail."
        }
      />
      <div className="flex flex-wrap items-start justify-between gap-4">
        <Button
          tone="primary"
          size="large"
          icon={<Check aria-hidden size={17} />}
          isPending={decide.isPending && decide.variables === "approve"}
          isDisabled={decide.isPending}
          onPress={() => decide.mutate("approve")}
        >
          {approve}
        </Button>
        <Button
          size="large"
          className="ml-auto"
          icon={<X aria-hidden size={17} />}
          isPending={decide.isPending && decide.variables === "reject"}
          isDisabled={decide.isPending}
          onPress={reject}
        >
          {wasAsked && isBare ? "Reject without a comment" : "Reject"}
        </Button>
      </div>
    </div>
  );
}
