"use client";
import { ChevronDown } from "lucide-react";
import { Button } from "react-aria-components/Button";
import { ComboBox as AriaComboBox } from "react-aria-components/ComboBox";
import { ListBox, ListBoxItem } from "react-aria-components/ListBox";
import { FieldError, Input, Label } from "react-aria-components/TextField";
import { cx } from "./cx";
import { ListPopover } from "./list-popover";
import { inputClass } from "./text-field";

export interface ComboOption {
  readonly id: string;
  readonly detail?: string;
}

const SHOWN_AT_MOST = 50;

/** Text with suggestions: anything may be typed, what matches is offered. */
export function ComboBox({
  label,
  value,
  onChange,
  options,
  placeholder,
  error,
  isFiltered = false,
  className,
}: {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly options: readonly ComboOption[];
  readonly placeholder?: string;
  readonly error?: string | null;
  /** The options are those that fit already. */
  readonly isFiltered?: boolean;
  readonly className?: string;
}) {
  const wanted = value.toLowerCase();
  const exact = options.some((option) => option.id === value);
  const matching = options
    .filter((option) => isFiltered || exact || option.id.toLowerCase().includes(wanted))
    .slice(0, SHOWN_AT_MOST);
  return (
    <AriaComboBox
      allowsCustomValue
      inputValue={value}
      onInputChange={onChange}
      onSelectionChange={(key) => key !== null && onChange(String(key))}
      items={matching}
      menuTrigger="focus"
      isInvalid={Boolean(error)}
      validationBehavior="aria"
      className={cx("flex min-w-0 flex-col gap-1", className)}
    >
      <Label className="text-[13px] font-medium text-ink-2">{label}</Label>
      <div className="relative">
        <Input
          placeholder={placeholder}
          autoComplete="off"
          spellCheck={false}
          className={cx(inputClass, "h-10 pr-9 font-mono sm:h-9")}
        />
        <Button
          aria-label={`Show ${label} suggestions`}
          className="absolute inset-y-0 right-0 flex w-9 items-center justify-center text-ink-3"
        >
          <ChevronDown aria-hidden size={16} />
        </Button>
      </div>
      <FieldError className="text-xs font-medium text-bad">{error}</FieldError>
      <ListPopover className="w-(--trigger-width)">
        <ListBox<ComboOption> className="max-h-72 overflow-auto outline-none">
          {(option) => (
            <ListBoxItem
              id={option.id}
              textValue={option.id}
              className="flex min-h-8 cursor-pointer items-center justify-between gap-3 rounded-control px-2.5 py-1 outline-none data-[focused]:bg-hover"
            >
              <span className="truncate font-mono text-[13px]">{option.id}</span>
              {option.detail && <span className="shrink-0 text-xs text-ink-3">{option.detail}</span>}
            </ListBoxItem>
          )}
        </ListBox>
      </ListPopover>
    </AriaComboBox>
  );
}
