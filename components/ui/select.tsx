"use client";
import { ChevronDown } from "lucide-react";
import dynamic from "next/dynamic";
import { type RefObject, useId, useRef, useState } from "react";
import { Button } from "react-aria-components/Button";
import { cx } from "./cx";

// A closed select is its button: what opens comes after the page's own code.
const SelectList = dynamic(() => import("./select-list").then((module) => module.SelectList));

export interface SelectOption<T extends string = string> {
  readonly id: T;
  readonly label: string;
  readonly detail?: string;
}

/** One of a few. The arrow keys open it, as a press does. */
export function Select<T extends string>({
  label,
  options,
  value,
  onChange,
  hideLabel = false,
  placeholder = "Choose…",
  description,
  isDisabled,
  buttonRef,
  className,
}: {
  readonly label: string;
  readonly options: readonly SelectOption<T>[];
  readonly value: T | null;
  readonly onChange: (value: T) => void;
  readonly hideLabel?: boolean;
  readonly placeholder?: string;
  readonly description?: string;
  readonly isDisabled?: boolean;
  /** The button that opens it, for leading somebody there. */
  readonly buttonRef?: RefObject<HTMLButtonElement | null>;
  readonly className?: string;
}) {
  const id = useId();
  const own = useRef<HTMLButtonElement>(null);
  const button = buttonRef ?? own;
  const [isOpen, setOpen] = useState(false);
  const chosen = options.find((option) => option.id === value);
  const choose = (key: string) => onChange(key as T);
  return (
    <div className={cx("flex flex-col gap-1", className)}>
      <label
        id={`${id}-label`}
        htmlFor={`${id}-button`}
        className={hideLabel ? "sr-only" : "text-[13px] font-medium text-ink-2"}
      >
        {label}
      </label>
      <Button
        id={`${id}-button`}
        ref={button}
        isDisabled={isDisabled}
        aria-haspopup="listbox"
        aria-expanded={isOpen}
        aria-labelledby={`${id}-value ${id}-label`}
        aria-describedby={description ? `${id}-description` : undefined}
        onPress={() => setOpen(true)}
        onKeyDown={({ key }) => (key === "ArrowDown" || key === "ArrowUp") && setOpen(true)}
        className="flex min-h-9 items-center justify-between gap-2 rounded-control border border-control-line bg-panel px-3 text-left text-ink hover:bg-hover data-[disabled]:text-ink-3"
      >
        <span id={`${id}-value`} className={cx("truncate", !chosen && "text-ink-3")}>
          {chosen?.label ?? placeholder}
        </span>
        <ChevronDown aria-hidden size={16} className="shrink-0 text-ink-3" />
      </Button>
      {description && (
        <span id={`${id}-description`} className="text-xs text-ink-3">
          {description}
        </span>
      )}
      {isOpen && (
        <SelectList
          {...{ label, options, value }}
          onChange={choose}
          trigger={button}
          onClose={() => setOpen(false)}
        />
      )}
    </div>
  );
}
