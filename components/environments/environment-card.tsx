import Link from "next/link";
import { cx } from "@/components/ui/cx";
import { EnvironmentBadge, tierBarClass } from "@/components/ui/environment-badge";
import { RelativeTime } from "@/components/ui/time";
import type { Environment } from "@/lib/contracts/environment";
import { HealthBadge } from "./health-badge";

/** One environment at a glance; the whole card leads to it. */
export function EnvironmentCard({ environment }: { readonly environment: Environment }) {
  const check = environment.lastCheck;
  return (
    <li className="relative flex overflow-hidden rounded-panel border border-line bg-panel shadow-panel hover:border-line-strong">
      <span aria-hidden className={cx("w-1.5 shrink-0", tierBarClass(environment.tier))} />
      <div className="min-w-0 flex-1 p-4">
        <div className="flex flex-wrap items-center justify-between gap-2">
          <h3 className="min-w-0 text-base font-semibold">
            <Link
              href={`/environments/${environment.id}`}
              className="no-underline after:absolute after:inset-0 [overflow-wrap:anywhere]"
            >
              {environment.name}
            </Link>
          </h3>
          <EnvironmentBadge tier={environment.tier} />
        </div>
        <p className="mt-1 truncate font-mono text-[13px] text-ink-3">
          {environment.connection.host}:{environment.connection.port}/{environment.connection.database}
        </p>
        <div className="mt-3 flex min-h-6 flex-wrap items-center gap-x-3 gap-y-1 text-[13px] text-ink-2">
          <HealthBadge check={check} />
          {check?.serverVersion && <span>Postgres {check.serverVersion}</span>}
          {check && (
            <span>
              tested <RelativeTime at={check.checkedAt} />
            </span>
          )}
        </div>
      </div>
    </li>
  );
}
