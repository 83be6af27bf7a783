import type { ReactNode } from "react";
import { type Aspect, Signal } from "./signal";

/** Why there is nothing here, and the first step. */
export function EmptyState({
  title,
  children,
  actions,
  aspect = "clear",
}: {
  readonly title: string;
  readonly children?: ReactNode;
  readonly actions?: ReactNode;
  readonly aspect?: Aspect;
}) {
  return (
    <div className="flex flex-col items-start gap-4 px-5 py-8 sm:flex-row sm:px-8">
      <Signal aspect={aspect} size={52} />
      <div className="min-w-0 flex-1">
        <h2 className="text-base font-semibold">{title}</h2>
        {children && <div className="mt-1 max-w-[62ch] text-ink-2">{children}</div>}
        {actions && <div className="mt-4 flex flex-wrap gap-2">{actions}</div>}
      </div>
    </div>
  );
}
