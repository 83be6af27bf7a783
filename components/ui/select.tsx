"use client";
import { Check, ChevronDown } from "lucide-react";
import { Button } from "react-aria-components/Button";
import { Label } from "react-aria-components/Label";
import { ListBox, ListBoxItem } from "react-aria-components/ListBox";
import { Popover } from "react-aria-components/Popover";
import { Select as AriaSelect, SelectValue } from "react-aria-components/Select";
import { Text } from "react-aria-components/Text";
import { cx } from "./cx";

export interface SelectOption<T extends string = string> {
  readonly id: T;
  readonly label: string;
  readonly detail?: string;
}

export function Select<T extends string>({
  label,
  options,
  value,
  onChange,
  hideLabel = false,
  placeholder,
  description,
  isDisabled,
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
  readonly className?: string;
}) {
  return (
    <AriaSelect
      aria-label={hideLabel ? label : undefined}
      value={value}
      onChange={(key) => key !== null && onChange(key as T)}
      placeholder={placeholder ?? "Choose…"}
      isDisabled={isDisabled}
      className={cx("flex flex-col gap-1", className)}
    >
      {!hideLabel && <Label className="text-[13px] font-medium text-ink-2">{label}</Label>}
      <Button className="flex min-h-9 items-center justify-between gap-2 rounded-control border border-control-line bg-panel px-3 text-left text-ink hover:bg-hover data-[disabled]:text-ink-3">
        <SelectValue className="truncate data-[placeholder]:text-ink-3">
          {({ selectedText, defaultChildren }) => selectedText || defaultChildren}
        </SelectValue>
        <ChevronDown aria-hidden size={16} className="shrink-0 text-ink-3" />
      </Button>
      {description && (
        <Text slot="description" className="text-xs text-ink-3">
          {description}
        </Text>
      )}
      <Popover className="min-w-(--trigger-width) rounded-panel border border-line bg-raised p-1 shadow-float outline-none animate-fade">
        <ListBox className="max-h-80 overflow-auto outline-none">
          {options.map((option) => (
            <Option key={option.id} option={option} />
          ))}
        </ListBox>
      </Popover>
    </AriaSelect>
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
