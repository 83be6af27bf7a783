"use client";
import dynamic from "next/dynamic";
import { cloneElement, type ReactElement, type ReactNode, type Ref, useRef, useState } from "react";
import type { ButtonProps } from "react-aria-components/Button";

// A closed menu is its button: what opens comes after the page's own code.
const MenuPopover = dynamic(() => import("./menu-popover").then((module) => module.MenuPopover));

export interface MenuEntry {
  readonly id: string;
  readonly label: string;
  readonly detail?: string;
  readonly icon?: ReactNode;
  readonly tone?: "danger";
  readonly href?: string;
  readonly isDisabled?: boolean;
}

export interface MenuProps {
  readonly label: string;
  readonly items: readonly MenuEntry[];
  readonly onAction?: (id: string) => void;
}

/** A menu opened by `trigger`, which must be a Button or IconButton. */
export function Menu({ trigger, ...menu }: MenuProps & { readonly trigger: ReactElement<TriggerProps> }) {
  const button = useRef<HTMLButtonElement>(null);
  const [isOpen, setOpen] = useState(false);
  const wired = cloneElement(trigger, {
    ref: button,
    "aria-haspopup": "menu",
    "aria-expanded": isOpen,
    onPress: () => setOpen(true),
    onKeyDown: ({ key }) => (key === "ArrowDown" || key === "ArrowUp") && setOpen(true),
  });
  return (
    <>
      {wired}
      {isOpen && <MenuPopover {...menu} trigger={button} onClose={() => setOpen(false)} />}
    </>
  );
}

type TriggerProps = Pick<ButtonProps, "aria-haspopup" | "aria-expanded" | "onPress" | "onKeyDown"> & {
  readonly ref?: Ref<HTMLButtonElement>;
};
