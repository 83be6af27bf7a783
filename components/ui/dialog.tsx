"use client";
import dynamic from "next/dynamic";
import type { ReactNode } from "react";

// No page shows a dialog at first: its code comes after the page's own.
const DialogFrame = dynamic(() => import("./dialog-frame").then((module) => module.DialogFrame));

export interface DialogProps {
  readonly isOpen: boolean;
  readonly onClose: () => void;
  readonly title: string;
  /** `sheet`: from the right on a desk, from below on a phone. */
  readonly shape?: "centre" | "sheet";
  readonly width?: "narrow" | "wide";
  /** Where closing by a stray click would lose something. */
  readonly keepOpen?: boolean;
  readonly children: ReactNode;
  readonly footer?: ReactNode;
}

/** A modal dialog: focus moves in, Escape and the cross close it, focus goes back. */
export function Dialog({ isOpen, ...frame }: DialogProps) {
  return isOpen && <DialogFrame {...frame} />;
}
