"use client";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Label } from "react-aria-components/Label";
import { Radio, RadioGroup } from "react-aria-components/RadioGroup";
import { ProblemState } from "@/components/ui/problem-state";
import { runKeys, setRunPace } from "@/lib/client/runs";
import { useIncludesRole } from "@/lib/client/viewer";
import { RUN_PACES } from "@/lib/contracts/constants";
import type { Run, RunPace } from "@/lib/contracts/run";

const WORDS: Record<RunPace, string> = { gentle: "Gentle", normal: "Normal", fast: "Fast" };
const HELP: Record<RunPace, string> = {
  gentle: "Short batches, and the app has two thirds of the time.",
  normal: "Batches and pauses as the environment's policy says.",
  fast: "Longer batches, no pauses. Health signals and the guard hold it all the same.",
};

/** How gently a backfill treats the database, changed while it runs; in force from the next batch. */
export function PaceControl({ run }: { readonly run: Run }) {
  const client = useQueryClient();
  const may = useIncludesRole("engineer");
  const change = useMutation({
    mutationFn: (pace: RunPace) => setRunPace(run.id, pace),
    onSettled: () => client.invalidateQueries({ queryKey: runKeys.detail(run.id) }),
  });
  const shown = change.isPending ? change.variables : run.pace;
  return (
    <div className="mt-3">
      <RadioGroup
        value={shown}
        onChange={(value) => change.mutate(value as RunPace)}
        isDisabled={!may || change.isPending}
        className="flex flex-wrap items-center gap-x-3 gap-y-1"
      >
        <Label className="text-[13px] text-ink-3">Pace</Label>
        <div className="inline-flex overflow-hidden rounded-control border border-control-line">
          {RUN_PACES.map((pace) => (
            <Radio
              key={pace}
              value={pace}
              className="flex min-h-9 cursor-pointer items-center border-l border-control-line bg-panel px-3.5 text-[13px] first:border-l-0 data-[disabled]:cursor-default data-[focus-visible]:outline-2 data-[focus-visible]:-outline-offset-2 data-[focus-visible]:outline-accent data-[hovered]:bg-hover data-[selected]:bg-accent data-[selected]:font-medium data-[selected]:text-accent-ink max-lg:min-h-11"
            >
              {WORDS[pace]}
            </Radio>
          ))}
        </div>
        <p className="min-h-5 text-[13px] text-ink-2">{HELP[shown]}</p>
      </RadioGroup>
      {change.isError && <ProblemState error={change.error} />}
    </div>
  );
}
