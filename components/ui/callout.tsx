import { CircleAlert, CircleCheck, Info, type LucideIcon, TriangleAlert } from "lucide-react";
import type { ReactNode } from "react";
import { cx } from "./cx";

export type CalloutTone = "info" | "ok" | "warn" | "bad";

const LOOK: Record<
  CalloutTone,
  { readonly icon: LucideIcon; readonly className: string; readonly word: string }
> = {
  info: { icon: Info, className: "border-info/30 bg-info-soft text-info", word: "Note" },
  ok: { icon: CircleCheck, className: "border-ok/30 bg-ok-soft text-ok", word: "Good" },
  warn: { icon: TriangleAlert, className: "border-warn/35 bg-warn-soft text-warn", word: "Caution" },
  bad: { icon: CircleAlert, className: "border-bad/35 bg-bad-soft text-bad", word: "Problem" },
};

/** A boxed remark. `announce` reads it out when it appears: `status` for changes, `alert` for harm. */
export function Callout({
  tone = "info",
  title,
  announce,
  actions,
  children,
  className,
}: {
  readonly tone?: CalloutTone;
  readonly title?: ReactNode;
  readonly announce?: "status" | "alert";
  readonly actions?: ReactNode;
  readonly children?: ReactNode;
  readonly className?: string;
}) {
  const look = LOOK[tone];
  const Icon = look.icon;
  return (
    <div
      role={announce}
      className={cx("flex gap-3 rounded-panel border px-4 py-3", look.className, className)}
    >
      <Icon aria-hidden size={18} className="mt-0.5 shrink-0" />
      <div className="min-w-0 flex-1">
        <span className="sr-only">{look.word}: </span>
        {title && <p className="font-semibold">{title}</p>}
        {children && <div className="text-ink [overflow-wrap:anywhere]">{children}</div>}
        {actions && <div className="mt-2 flex flex-wrap gap-2">{actions}</div>}
      </div>
    </div>
  );
}
