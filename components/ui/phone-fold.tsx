"use client";
import { ChevronRight } from "lucide-react";
import { type ReactNode, useId, useState } from "react";
import { cx } from "./cx";

/** What is secondary: on a phone folded away until somebody asks for it, always open where there is room. */
export function PhoneFold({
  label,
  className,
  children,
}: {
  readonly label: string;
  readonly className?: string;
  readonly children: ReactNode;
}) {
  const id = useId();
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <button
        type="button"
        aria-expanded={isOpen}
        aria-controls={id}
        onClick={() => setOpen(!isOpen)}
        className="flex min-h-9 w-full items-center gap-1 text-left text-[13px] text-accent sm:hidden"
      >
        <ChevronRight
          aria-hidden
          size={14}
          className={cx("shrink-0 transition-transform", isOpen && "rotate-90")}
        />
        {label}
      </button>
      <div id={id} className={cx(!isOpen && "max-sm:hidden", className)}>
        {children}
      </div>
    </>
  );
}
