"use client";
import { Check } from "lucide-react";
import type { RefObject } from "react";
import { ListBox, ListBoxItem } from "react-aria-components/ListBox";
import { ListPopover } from "./list-popover";
import type { SelectOption } from "./select";

/** The open part of a select; loaded by `Select` when the first one is. */
export function SelectList<T extends string>({
  label,
  options,
  value,
  onChange,
  trigger,
  onClose,
}: {
  readonly label: string;
  readonly options: readonly SelectOption<T>[];
  readonly value: T | null;
  readonly onChange: (value: T) => void;
  readonly trigger: RefObject<HTMLElement | null>;
  readonly onClose: () => void;
}) {
  return (
    <ListPopover opened={{ trigger, onClose }} className="min-w-(--trigger-width)">
      <ListBox
        aria-label={label}
        autoFocus
        selectionMode="single"
        selectedKeys={value === null ? [] : [value]}
        onSelectionChange={(keys) => {
          // Empty where the chosen one was chosen again: it stays.
          const [key] = [...keys];
          if (key !== undefined) onChange(key as T);
          onClose();
        }}
        className="max-h-80 overflow-auto outline-none"
      >
        {options.map((option) => (
          <Option key={option.id} option={option} />
        ))}
      </ListBox>
    </ListPopover>
  );
}

/** One that can be chosen, with a tick where it is. */
export function Option({ option }: { readonly option: SelectOption }) {
  return (
    <ListBoxItem
      id={option.id}
      textValue={option.label}
      className="group flex min-h-9 cursor-pointer items-center gap-2 rounded-control px-2.5 py-1.5 outline-none data-[focused]:bg-hover"
    >
      <Check
        aria-hidden
        size={15}
        className="shrink-0 text-accent opacity-0 group-data-[selected]:opacity-100"
      />
      <span className="flex flex-col">
        <span>{option.label}</span>
        {option.detail && <span className="text-xs text-ink-3">{option.detail}</span>}
      </span>
    </ListBoxItem>
  );
}
