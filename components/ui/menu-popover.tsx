"use client";
import type { RefObject } from "react";
import { Menu as AriaMenu, MenuItem as AriaMenuItem } from "react-aria-components/Menu";
import { cx } from "./cx";
import { ListPopover } from "./list-popover";
import type { MenuProps } from "./menu";

/** The open part of a menu; loaded by `Menu` when the first one is. */
export function MenuPopover({
  label,
  items,
  onAction,
  trigger,
  onClose,
}: MenuProps & { readonly trigger: RefObject<HTMLElement | null>; readonly onClose: () => void }) {
  return (
    <ListPopover opened={{ trigger, onClose }} className="min-w-48 max-w-[92vw] overflow-auto">
      <AriaMenu
        aria-label={label}
        autoFocus="first"
        onClose={onClose}
        className="outline-none"
        onAction={(key) => onAction?.(String(key))}
        disabledKeys={items.filter((item) => item.isDisabled).map((item) => item.id)}
      >
        {items.map((item) => (
          <AriaMenuItem
            key={item.id}
            id={item.id}
            href={item.href}
            textValue={item.label}
            className={cx(
              "flex min-h-9 cursor-pointer items-center gap-2.5 rounded-control px-2.5 py-1.5 text-ink no-underline outline-none",
              "data-[focused]:bg-hover data-[disabled]:cursor-not-allowed data-[disabled]:text-ink-3",
              item.tone === "danger" && "text-bad",
            )}
          >
            {item.icon}
            <span className="flex flex-col">
              <span>{item.label}</span>
              {item.detail && <span className="text-xs text-ink-3">{item.detail}</span>}
            </span>
          </AriaMenuItem>
        ))}
      </AriaMenu>
    </ListPopover>
  );
}
