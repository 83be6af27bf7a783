import type { Tier } from "@/lib/contracts/environment";
import { cx } from "./cx";

const TIERS: Record<Tier, { readonly word: string; readonly className: string; readonly bar: string }> = {
  production: { word: "Production", className: "bg-bad-soft text-bad", bar: "bg-lamp-red" },
  staging: { word: "Staging", className: "bg-warn-soft text-warn", bar: "bg-lamp-amber" },
  development: { word: "Development", className: "bg-info-soft text-info", bar: "bg-info" },
};

/** The environment's name with its tier as colour and word: it stands on every page that can change something. */
export function EnvironmentBadge({
  name,
  tier,
  className,
}: {
  readonly name?: string;
  readonly tier: Tier;
  readonly className?: string;
}) {
  const look = TIERS[tier];
  const repeats = name?.toLowerCase() === tier;
  return (
    <span
      className={cx(
        "inline-flex max-w-full items-stretch overflow-hidden rounded-control text-[13px] font-semibold leading-6 whitespace-nowrap",
        look.className,
        className,
      )}
    >
      <span aria-hidden className={cx("w-1 shrink-0", look.bar)} />
      <span className="truncate px-2">
        {name && !repeats ? (
          <>
            {name} <span className="font-normal">· {look.word}</span>
          </>
        ) : (
          look.word
        )}
      </span>
    </span>
  );
}

/** The colour of a tier as a bar, for the edge of a card that also carries the badge. */
export const tierBarClass = (tier: Tier): string => TIERS[tier].bar;
