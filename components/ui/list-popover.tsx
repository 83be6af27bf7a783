"use client";
import type { ReactNode, RefObject } from "react";
import { Popover } from "react-aria-components/Popover";
import { cx } from "./cx";

/**
 * The box of a menu or a list, below what opened it. `opened` is left out where a component around it keeps what
 * opened it and whether it is open.
 */
export function ListPopover({
  opened,
  className,
  children,
}: {
  readonly opened?: { readonly trigger: RefObject<HTMLElement | null>; readonly onClose: () => void };
  readonly className: string;
  readonly children: ReactNode;
}) {
  return (
    <Popover
      {...(opened && {
        triggerRef: opened.trigger,
        isOpen: true,
        onOpenChange: (open: boolean) => !open && opened.onClose(),
        placement: "bottom start",
      })}
      className={cx(
        "rounded-panel border border-line bg-raised p-1 shadow-float outline-none animate-fade",
        className,
      )}
    >
      {children}
    </Popover>
  );
}
