"use client";
import { Check } from "lucide-react";
import type { ReactNode } from "react";
import { Checkbox as AriaCheckbox } from "react-aria-components/Checkbox";

export function Checkbox({
  isSelected,
  onChange,
  isDisabled,
  children,
}: {
  readonly isSelected: boolean;
  readonly onChange: (value: boolean) => void;
  readonly isDisabled?: boolean;
  readonly children: ReactNode;
}) {
  return (
    <AriaCheckbox
      isSelected={isSelected}
      onChange={onChange}
      isDisabled={isDisabled}
      className="group inline-flex min-h-6 cursor-pointer items-center gap-2 data-[disabled]:text-ink-3"
    >
      <span className="flex size-4.5 shrink-0 items-center justify-center rounded-[4px] border border-control-line bg-panel group-data-[selected]:border-accent group-data-[selected]:bg-accent group-data-[focus-visible]:outline-2 group-data-[focus-visible]:outline-offset-2 group-data-[focus-visible]:outline-accent">
        <Check
          aria-hidden
          size={13}
          strokeWidth={3}
          className="text-accent-ink opacity-0 group-data-[selected]:opacity-100"
        />
      </span>
      {children}
    </AriaCheckbox>
  );
}
