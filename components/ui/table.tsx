import type { ReactNode } from "react";
import { cx } from "./cx";

/** A plain table that scrolls in its own box, so that the page never scrolls sideways. */
export function Table({
  label,
  head,
  children,
  className,
}: {
  readonly label: string;
  readonly head: readonly { readonly label: string; readonly align?: "right"; readonly className?: string }[];
  readonly children: ReactNode;
  readonly className?: string;
}) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard (axe: scrollable-region-focusable)
    <section aria-label={label} tabIndex={0} className={cx("overflow-x-auto", className)}>
      <table className="w-full border-collapse text-left">
        <caption className="sr-only">{label}</caption>
        <thead>
          <tr className="border-b border-line text-xs text-ink-3">
            {head.map((column) => (
              <th
                key={column.label}
                scope="col"
                className={cx(
                  "px-4 py-2 font-medium whitespace-nowrap",
                  column.align === "right" && "text-right",
                  column.className,
                )}
              >
                {column.label}
              </th>
            ))}
          </tr>
        </thead>
        <tbody className="[&>tr]:border-b [&>tr]:border-line [&>tr:last-child]:border-b-0">{children}</tbody>
      </table>
    </section>
  );
}

export function Cell({
  align,
  className,
  children,
}: {
  readonly align?: "right";
  readonly className?: string;
  readonly children: ReactNode;
}) {
  return (
    <td className={cx("px-4 py-2.5 align-middle", align === "right" && "text-right tabular-nums", className)}>
      {children}
    </td>
  );
}

/** A name with its value, for facts in rows. */
export function Facts({ items }: { readonly items: readonly (readonly [name: string, value: ReactNode])[] }) {
  return (
    <dl className="grid grid-cols-[max-content_minmax(0,1fr)] gap-x-4 gap-y-1.5">
      {items.map(([name, value]) => (
        <div key={name} className="contents">
          <dt className="text-ink-3">{name}</dt>
          <dd className="min-w-0 [overflow-wrap:anywhere]">{value}</dd>
        </div>
      ))}
    </dl>
  );
}
