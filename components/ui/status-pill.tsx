import {
  Ban,
  CircleAlert,
  CircleCheck,
  CircleDashed,
  CirclePause,
  LoaderCircle,
  type LucideIcon,
} from "lucide-react";
import type { NodeState } from "@/lib/contracts/rollout";
import type { RunState, StepState } from "@/lib/contracts/run";
import { cx } from "./cx";
import { nodeLook, runLook, type StatusLook, type StatusTone, stepLook } from "./status.model";

const ICONS: Record<StatusTone, LucideIcon> = {
  idle: CircleDashed,
  working: LoaderCircle,
  waiting: CirclePause,
  ok: CircleCheck,
  danger: CircleAlert,
  muted: Ban,
};

export const TONE_CLASS: Record<StatusTone, string> = {
  idle: "bg-sunken text-ink-2",
  working: "bg-info-soft text-info",
  waiting: "bg-warn-soft text-warn",
  ok: "bg-ok-soft text-ok",
  danger: "bg-bad-soft text-bad",
  muted: "bg-sunken text-ink-3",
};

/** A state as word, icon and colour together. */
export function StatusPill({ look, className }: { readonly look: StatusLook; readonly className?: string }) {
  const Icon = ICONS[look.tone];
  return (
    <span
      className={cx(
        "inline-flex items-center gap-1.5 rounded-full px-2 py-0.5 text-[13px] font-medium whitespace-nowrap",
        TONE_CLASS[look.tone],
        className,
      )}
    >
      <Icon aria-hidden size={14} className={look.tone === "working" ? "animate-spin" : undefined} />
      {look.word}
    </span>
  );
}

export const RunStatus = ({ state }: { readonly state: RunState }) => <StatusPill look={runLook(state)} />;
export const NodeStatus = ({ state }: { readonly state: NodeState }) => <StatusPill look={nodeLook(state)} />;
export const StepStatus = ({ state }: { readonly state: StepState }) => <StatusPill look={stepLook(state)} />;
