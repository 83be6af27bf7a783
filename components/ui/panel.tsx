import type { ReactNode } from "react";
import { cx } from "./cx";

/** A bordered area of a page with an optional heading row. */
export function Panel({
  title,
  toolbar,
  actions,
  children,
  flush = false,
  className,
}: {
  readonly title?: ReactNode;
  /** Controls at the left of the heading row, where a search stands instead of a title. */
  readonly toolbar?: ReactNode;
  readonly actions?: ReactNode;
  readonly children: ReactNode;
  /** No inner padding: for tables and lists that draw their own rows. */
  readonly flush?: boolean;
  readonly className?: string;
}) {
  return (
    <section className={cx("min-w-0 rounded-panel border border-line bg-panel shadow-panel", className)}>
      {(title || toolbar || actions) && (
        <header className="flex min-h-12 flex-wrap items-center justify-between gap-x-4 gap-y-2 border-b border-line px-4 py-2">
          {title && <h2 className="text-[15px] font-semibold">{title}</h2>}
          {toolbar}
          {actions && <div className="flex flex-wrap items-center gap-2">{actions}</div>}
        </header>
      )}
      <div className={flush ? undefined : "p-4"}>{children}</div>
    </section>
  );
}

/** Title row of a page: where you are, what it is, what you can do. */
export function PageHeader({
  title,
  crumbs,
  badge,
  description,
  actions,
}: {
  readonly title: ReactNode;
  readonly crumbs?: ReactNode;
  readonly badge?: ReactNode;
  readonly description?: ReactNode;
  readonly actions?: ReactNode;
}) {
  return (
    <header className="mb-5 flex flex-wrap items-end justify-between gap-x-6 gap-y-3">
      <div className="min-w-0">
        {crumbs && <div className="mb-1 text-[13px] text-ink-3">{crumbs}</div>}
        <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
          <h1 className="text-2xl font-semibold tracking-[-0.02em] [overflow-wrap:anywhere]">{title}</h1>
          {badge}
        </div>
        {description && <p className="mt-1 max-w-[70ch] text-ink-2">{description}</p>}
      </div>
      {actions && <div className="flex flex-wrap items-center gap-2">{actions}</div>}
    </header>
  );
}
