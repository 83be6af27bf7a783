"use client";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { CirclePause, CircleStop, Play } from "lucide-react";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { ProblemState } from "@/components/ui/problem-state";
import { abortRun, pauseRun, resumeRun, runKeys } from "@/lib/client/runs";
import type { Run } from "@/lib/contracts/run";

/** Pause, resume and abort: always in sight while the run is not over, 44 px high, abort apart from the rest. */
export function RunControls({ run }: { readonly run: Run }) {
  const client = useQueryClient();
  const [aborting, setAborting] = useState(false);
  const act = useMutation({
    mutationFn: (call: () => Promise<unknown>) => call(),
    onSettled: () => client.invalidateQueries({ queryKey: runKeys.detail(run.id) }),
  });
  const { pause, resume, abort } = run.actions;
  if (!pause && !resume && !abort && run.state !== "pausing" && run.state !== "aborting") return null;
  const choices = resume ? (run.reason?.choices ?? []).filter((choice) => choice.id !== "abort") : [];
  return (
    <div className="mb-5 flex flex-col gap-3">
      <div className="flex flex-wrap items-center gap-3">
        {!resume && (
          <Button
            size="large"
            icon={<CirclePause aria-hidden size={17} />}
            isDisabled={!pause}
            isPending={act.isPending}
            onPress={() => act.mutate(() => pauseRun(run.id))}
          >
            {run.state === "pausing" ? "Pausing…" : "Pause"}
          </Button>
        )}
        {resume && choices.length === 0 && (
          <Button
            size="large"
            tone="primary"
            icon={<Play aria-hidden size={17} />}
            isPending={act.isPending}
            onPress={() => act.mutate(() => resumeRun(run.id))}
          >
            Resume
          </Button>
        )}
        {choices.map((choice, index) => (
          <Button
            key={choice.id}
            size="large"
            tone={index === 0 ? "primary" : "secondary"}
            isPending={act.isPending}
            onPress={() => act.mutate(() => resumeRun(run.id, choice.id))}
          >
            {choice.label}
          </Button>
        ))}
        <Button
          size="large"
          className="ml-auto"
          icon={<CircleStop aria-hidden size={17} />}
          isDisabled={!abort}
          isPending={act.isPending}
          onPress={() => setAborting(true)}
        >
          {run.state === "aborting" ? "Aborting…" : "Abort"}
        </Button>
      </div>
      {act.isError && <ProblemState error={act.error} />}
      <ConfirmDialog
        isOpen={aborting}
        onClose={() => setAborting(false)}
        onConfirm={() => {
          setAborting(false);
          act.mutate(() => abortRun(run.id));
        }}
        title="Abort this run?"
        verb="Abort it"
        friction={{ level: "confirm" }}
      >
        <p>
          The try in hand is taken back. Steps and batches already committed stay; a new run goes on from
          there, or the phase can be reverted from the plan.
        </p>
      </ConfirmDialog>
    </div>
  );
}
