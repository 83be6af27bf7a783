import Link from "next/link";
import { promotionPath } from "@/components/plan/track.model";
import { RelativeTime } from "@/components/ui/time";
import type { Change } from "@/lib/contracts/change";
import type { Environment } from "@/lib/contracts/environment";
import type { RolloutBrief } from "@/lib/contracts/rollout";
import { Standings } from "./standings";

/** A change and where it stands on each environment. */
export function ChangeRow({
  change,
  briefs,
  environments,
}: {
  readonly change: Change;
  /** Rollouts of this change and of others, as far as they are known. */
  readonly briefs: readonly RolloutBrief[];
  readonly environments: readonly Environment[];
}) {
  return (
    <li className="relative flex flex-wrap items-center gap-x-4 gap-y-1 px-4 py-2.5 hover:bg-hover">
      <div className="min-w-0 flex-[1_1_15rem]">
        <Link
          href={`/plans/${change.planId}`}
          className="font-medium no-underline after:absolute after:inset-0"
        >
          {change.title}
        </Link>
        <p className="line-clamp-2 text-[13px] text-ink-2">{change.summary}</p>
        <p className="text-[13px] text-ink-3">
          {change.authorName}, <RelativeTime at={change.createdAt} />
        </p>
      </div>
      <Standings
        briefs={briefs.filter(({ planId }) => planId === change.planId)}
        environments={promotionPath(environments, change)}
      />
    </li>
  );
}
