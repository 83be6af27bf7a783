import Link from "next/link";
import { EnvironmentBadge } from "@/components/ui/environment-badge";
import { RelativeTime } from "@/components/ui/time";
import type { Change } from "@/lib/contracts/change";
import type { Environment } from "@/lib/contracts/environment";

export function ChangeRow({
  change,
  environment,
}: {
  readonly change: Change;
  readonly environment: Environment | undefined;
}) {
  return (
    <li className="relative flex flex-wrap items-center gap-x-4 gap-y-1 px-4 py-3 hover:bg-hover">
      <div className="min-w-0 flex-[1_1_16rem]">
        <Link
          href={`/plans/${change.planId}`}
          className="font-medium no-underline after:absolute after:inset-0"
        >
          {change.title}
        </Link>
        <p className="truncate text-[13px] text-ink-2">{change.summary}</p>
      </div>
      {environment && <EnvironmentBadge name={environment.name} tier={environment.tier} />}
      <span className="text-[13px] text-ink-3">
        {change.authorName}, <RelativeTime at={change.createdAt} />
      </span>
    </li>
  );
}
