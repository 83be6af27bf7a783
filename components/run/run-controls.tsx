"use client";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { CirclePause, CircleStop, Play } from "lucide-react";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { ProblemState } from "@/components/ui/problem-state";
import { ReasonsList } from "@/components/ui/reasons-list";
import { abortRun, pauseRun, resumeRun, runKeys } from "@/lib/client/runs";
import { useRolePermission } from "@/lib/client/viewer";
import type { Run } from "@/lib/contracts/run";

/** Pause, resume and abort: always in sight while the run is not over, 44 px high, abort apart from the rest. */
export function RunControls({ run }: { readonly run: Run }) {
  const client = useQueryClient();
  const [aborting, setAborting] = useState(false);
  const act = useMutation({
    mutationFn: (call: () => Promise<unknown>) => call(),
    onSettled: () => client.invalidateQueries({ queryKey: runKeys.detail(run.id) }),
  });
  const { allowed: may, reasons } = useRolePermission("engineer", "pause, resume or abort a run");
  const { pause, resume, abort } = run.actions;
  if (!pause && !resume && !abort && run.state !== "pausing" && run.state !== "aborting") return null;
  const choices = resume ? (run.reason?.choices ?? []).filter((choice) => choice.id !== "abort") : [];
  return (
    <div className="mb-5 flex flex-col gap-3 max-lg:mb-0 max-lg:[&>*:not(:first-child)]:mb-5">
      {/* On a phone the thumb finds them above the navigation, wherever the page is scrolled to. */}
      <div className="z-20 flex flex-wrap items-center gap-3 max-lg:fixed max-lg:inset-x-0 max-lg:bottom-[calc(3.5rem+1px+env(safe-area-inset-bottom))] max-lg:border-t max-lg:border-line max-lg:bg-raised max-lg:px-4 max-lg:py-2.5 max-lg:shadow-float">
        {!resume && (
          <Button
            size="large"
            icon={<CirclePause aria-hidden size={17} />}
            isDisabled={!pause || !may}
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
            isDisabled={!may}
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
            isDisabled={!may}
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
          isDisabled={!abort || !may}
          isPending={act.isPending}
          onPress={() => setAborting(true)}
        >
          {run.state === "aborting" ? "Aborting…" : "Abort"}
        </Button>
      </div>
      <ReasonsList reasons={reasons} label="Why you cannot steer this run" />
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
