import Link from "next/link";
import { cx } from "@/components/ui/cx";
import { EnvironmentBadge } from "@/components/ui/environment-badge";
import type { StatusTone } from "@/components/ui/status.model";
import { StatusPill } from "@/components/ui/status-pill";
import type { Environment } from "@/lib/contracts/environment";
import type { RolloutBrief } from "@/lib/contracts/rollout";
import { standingOf } from "./standing.model";

const STOP_CLASS: Record<StatusTone, string> = {
  idle: "bg-line-strong",
  working: "bg-info",
  waiting: "bg-warn",
  ok: "bg-ok",
  danger: "bg-bad",
  muted: "bg-line-strong",
};

/** A change's rollouts, a line for each environment: how far, in which state; each leads to what to do there. */
export function Standings({
  briefs,
  environments,
}: {
  readonly briefs: readonly RolloutBrief[];
  /** Those the plan concerns. A line is kept for each while its rollout is on its way, so that nothing jumps. */
  readonly environments: readonly Environment[];
}) {
  return (
    <ul className="relative flex w-full min-w-0 flex-col sm:w-96">
      {environments.map((environment) => (
        <li key={environment.id} className="flex min-h-9 max-lg:min-h-11">
          <StandingLine
            environment={environment}
            brief={briefs.find(({ environmentId }) => environmentId === environment.id)}
          />
        </li>
      ))}
    </ul>
  );
}

function StandingLine({
  environment,
  brief,
}: {
  readonly environment: Environment;
  readonly brief: RolloutBrief | undefined;
}) {
  const badge = (
    <span className="flex w-28 shrink-0">
      <EnvironmentBadge name={environment.name} tier={environment.tier} />
    </span>
  );
  if (!brief) return <span className="flex items-center px-2">{badge}</span>;
  const standing = standingOf(brief);
  return (
    <Link
      href={standing.href}
      aria-label={`${brief.title} on ${environment.name}: ${standing.word}, ${standing.done} of ${standing.stops.length} stops done`}
      className="flex flex-1 items-center gap-3 rounded-control px-2 no-underline hover:bg-sunken"
    >
      {badge}
      <span aria-hidden className="flex w-8 shrink-0 gap-0.5 sm:w-18">
        {standing.stops.map((stop) => (
          <span key={stop.id} className={cx("h-1.5 min-w-1 flex-1 rounded-full", STOP_CLASS[stop.tone])} />
        ))}
      </span>
      <StatusPill look={standing} />
    </Link>
  );
}
