"use client";
import { RevertButton } from "@/components/plan/revert-button";
import { Callout } from "@/components/ui/callout";
import { RelativeTime } from "@/components/ui/time";
import { useNow } from "@/components/ui/use-now";
import type { Environment } from "@/lib/contracts/environment";
import type { Plan } from "@/lib/contracts/plan";
import type { RolloutNode } from "@/lib/contracts/rollout";
import type { Run, RunWatch } from "@/lib/contracts/run";
import { watchWords } from "./watch-after.model";

/** What was noticed since a run succeeded, and the way back while nothing has been built on it. */
export function WatchAfter({
  run,
  watch,
  plan,
  node,
  environment,
}: {
  readonly run: Run;
  readonly watch: RunWatch;
  readonly plan: Plan | undefined;
  readonly node: RolloutNode | undefined;
  readonly environment: Environment;
}) {
  const now = useNow(5_000);
  const { tone, title } = watchWords(watch, run, now);
  const phase = plan?.nodes.find(({ id }) => id === run.phaseId);
  const canRevert =
    watch.endedAt === null && run.direction === "up" && node?.state === "succeeded" && node.runId === run.id;
  return (
    <Callout
      tone={tone}
      announce="status"
      title={<span suppressHydrationWarning>{title}</span>}
      className="mb-5"
      actions={
        canRevert &&
        plan &&
        phase?.type === "phase" && (
          <RevertButton plan={plan} phase={phase} node={node} environment={environment} />
        )
      }
    >
      {watch.findings.length > 0 && (
        <ul className="list-disc pl-5">
          {watch.findings.map((finding) => (
            <li key={`${finding.code} ${finding.relation}`}>
              {finding.message}{" "}
              <span className="text-ink-2">
                (<RelativeTime at={finding.lastAt} />)
              </span>
            </li>
          ))}
        </ul>
      )}
      {canRevert && (
        <p>The way back is cheapest now, before the next phase or a release builds on this one.</p>
      )}
    </Callout>
  );
}
