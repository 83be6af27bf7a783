import Link from "next/link";
import { EnvironmentBadge } from "@/components/ui/environment-badge";
import { RunStatus } from "@/components/ui/status-pill";
import { RelativeTime } from "@/components/ui/time";
import type { Environment } from "@/lib/contracts/environment";
import type { Run } from "@/lib/contracts/run";

export function RunRow({
  run,
  environment,
}: {
  readonly run: Run;
  readonly environment: Environment | undefined;
}) {
  const done = run.steps.filter((step) => step.state === "succeeded" || step.state === "skipped").length;
  return (
    <li className="relative flex flex-wrap items-center gap-x-4 gap-y-1.5 px-4 py-3 hover:bg-hover">
      <RunStatus state={run.state} />
      <div className="min-w-0 flex-[1_1_14rem]">
        <Link href={`/runs/${run.id}`} className="font-medium no-underline after:absolute after:inset-0">
          {run.direction === "down" ? `Revert of ${run.phaseTitle}` : run.phaseTitle}
        </Link>
        <p className="text-[13px] text-ink-2 [overflow-wrap:anywhere]">
          {run.reason?.message ?? `${done} of ${run.steps.length} steps done`}
        </p>
      </div>
      {environment && <EnvironmentBadge name={environment.name} tier={environment.tier} />}
      <span className="text-[13px] text-ink-3">
        {run.startedByName}, <RelativeTime at={run.createdAt} />
      </span>
    </li>
  );
}
