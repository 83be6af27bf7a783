import Link from "next/link";
import { nextActOf, standingOf } from "@/components/changes/standing.model";
import { LinkButton } from "@/components/ui/button";
import { EnvironmentBadge } from "@/components/ui/environment-badge";
import { StatusPill } from "@/components/ui/status-pill";
import type { Environment } from "@/lib/contracts/environment";
import type { RolloutBrief } from "@/lib/contracts/rollout";

/** A run that failed or stopped to ask: of which change, where, why, and the act that takes it further. */
export function StoppedRow({
  brief,
  environment,
}: {
  readonly brief: RolloutBrief;
  readonly environment: Environment | undefined;
}) {
  const standing = standingOf(brief);
  const next = nextActOf(brief);
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-2 px-4 py-3">
      <div className="min-w-0 flex-[1_1_18rem]">
        <p className="flex flex-wrap items-center gap-x-3 gap-y-1">
          <StatusPill look={standing} />
          {environment && <EnvironmentBadge name={environment.name} tier={environment.tier} />}
          <Link
            href={`/plans/${brief.planId}?env=${brief.environmentId}`}
            className="min-w-0 font-medium [overflow-wrap:anywhere]"
          >
            {brief.title}
          </Link>
        </p>
        <p className="mt-1 text-[13px] text-ink-2 [overflow-wrap:anywhere]">{brief.headline.text}</p>
      </div>
      <LinkButton href={next.href} size="large">
        {next.label}
      </LinkButton>
    </li>
  );
}
