import type { ReactNode } from "react";
import type { Headline as HeadlineModel } from "@/lib/contracts/rollout";
import { type Aspect, Signal } from "./signal";

const ASPECT: Record<HeadlineModel["tone"], Aspect> = {
  ready: "clear",
  working: "working",
  waiting: "caution",
  danger: "danger",
  done: "done",
};

/** The one sentence on top: where it stands, who can act, and the next action. Announced when it changes. */
export function Headline({
  tone,
  text,
  who,
  action,
  badge,
}: {
  readonly tone: HeadlineModel["tone"];
  readonly text: string;
  readonly who?: string;
  /** The next action: a Button, LinkButton or ActionButton. */
  readonly action?: ReactNode;
  readonly badge?: ReactNode;
}) {
  return (
    <div className="mb-5 flex min-h-18 flex-wrap items-center gap-x-4 gap-y-3 rounded-panel border border-line bg-panel px-4 py-3 shadow-panel">
      <Signal aspect={ASPECT[tone]} size={48} />
      <div role="status" className="min-w-0 flex-[1_1_14rem]">
        <p className="text-[17px] font-semibold leading-snug text-balance [overflow-wrap:anywhere]">{text}</p>
        {who && (
          <p className="text-[13px] text-ink-2">
            Next: <span className="font-medium text-ink">{who}</span>
          </p>
        )}
      </div>
      {badge}
      {action}
    </div>
  );
}
