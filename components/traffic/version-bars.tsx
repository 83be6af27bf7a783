import { cx } from "@/components/ui/cx";
import type { TrafficStats } from "@/lib/contracts/demo";
import { versionShares } from "./traffic.model";

const FILLS = ["bg-line-strong text-ink", "bg-info text-panel", "bg-accent text-accent-ink"] as const;
const fillOf = (version: string) =>
  FILLS[(Number(version.replace(/\D/g, "")) - 1) % FILLS.length] ?? FILLS[0];

/** Which versions of the app serve, per service: a bar that fills from old to new while a deploy rolls. */
export function VersionBars({ services }: { readonly services: TrafficStats["services"] }) {
  if (services.length === 0) return <p className="text-ink-3">No service is running.</p>;
  return (
    <ul className="flex flex-col gap-3">
      {services.map((service) => {
        const shares = versionShares(service.versions);
        return (
          <li key={service.service}>
            <div className="mb-1 flex justify-between text-[13px]">
              <span className="font-medium">{service.service}</span>
              <span className="text-ink-2">
                {shares.length === 0
                  ? "no clients"
                  : shares.map((share) => `${share.version}: ${share.clients}`).join(" · ")}
              </span>
            </div>
            <div aria-hidden className="flex h-6 gap-px overflow-hidden rounded-control bg-sunken">
              {shares.map((share) => (
                <span
                  key={share.version}
                  style={{ flexGrow: share.share }}
                  className={cx(
                    "flex min-w-8 items-center justify-center text-xs font-semibold transition-[flex-grow] duration-300",
                    fillOf(share.version),
                  )}
                >
                  {share.version}
                </span>
              ))}
            </div>
          </li>
        );
      })}
    </ul>
  );
}
