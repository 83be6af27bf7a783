"use client";
import type { ReactNode } from "react";
import { Tooltip as AriaTooltip, TooltipTrigger } from "react-aria-components/Tooltip";

/** Extra words for a focusable child. Never the only place of a fact: phones have no hover. */
export function Tooltip({ text, children }: { readonly text: ReactNode; readonly children: ReactNode }) {
  return (
    <TooltipTrigger delay={400}>
      {children}
      <AriaTooltip
        offset={6}
        className="max-w-72 rounded-control bg-cabinet px-2.5 py-1.5 text-xs text-cabinet-ink shadow-float animate-fade"
      >
        {text}
      </AriaTooltip>
    </TooltipTrigger>
  );
}
