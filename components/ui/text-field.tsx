"use client";
import { Search, X } from "lucide-react";
import type { Ref } from "react";
import { Button } from "react-aria-components/Button";
import { FieldError } from "react-aria-components/FieldError";
import { Input } from "react-aria-components/Input";
import { Label } from "react-aria-components/Label";
import { SearchField as AriaSearchField } from "react-aria-components/SearchField";
import { Text } from "react-aria-components/Text";
import { TextArea } from "react-aria-components/TextArea";
import {
  type TextFieldProps as AriaProps,
  TextField as AriaTextField,
} from "react-aria-components/TextField";
import { cx } from "./cx";

export const inputClass = cx(
  "w-full rounded-control border border-control-line bg-panel px-3 text-ink placeholder:text-ink-3",
  // 16 px on phones: anything smaller makes iOS zoom the page on focus.
  "text-base sm:text-sm data-[invalid]:border-bad data-[disabled]:bg-sunken data-[disabled]:text-ink-3",
);

export interface TextFieldProps extends Omit<AriaProps, "className" | "style" | "children"> {
  readonly label: string;
  readonly hideLabel?: boolean;
  readonly description?: string;
  /** Shown under the field and read out; also marks the field as invalid. */
  readonly error?: string | null;
  readonly placeholder?: string;
  /** More than one: a text area of so many lines. */
  readonly rows?: number;
  readonly mono?: boolean;
  readonly inputRef?: Ref<HTMLInputElement>;
  /** Of a text area. */
  readonly areaRef?: Ref<HTMLTextAreaElement>;
  readonly className?: string;
}

export function TextField(props: TextFieldProps) {
  const {
    label,
    hideLabel,
    description,
    error,
    placeholder,
    rows,
    mono,
    inputRef,
    areaRef,
    className,
    ...rest
  } = props;
  const font = mono ? "font-mono" : undefined;
  return (
    <AriaTextField
      {...rest}
      aria-label={hideLabel ? label : undefined}
      isInvalid={Boolean(error)}
      validationBehavior="aria"
      className={cx("flex flex-col gap-1", className)}
    >
      {!hideLabel && <Label className="text-[13px] font-medium text-ink-2">{label}</Label>}
      {rows && rows > 1 ? (
        <TextArea
          ref={areaRef}
          rows={rows}
          placeholder={placeholder}
          className={cx(inputClass, "py-2 leading-normal", font)}
        />
      ) : (
        <Input ref={inputRef} placeholder={placeholder} className={cx(inputClass, "h-10 sm:h-9", font)} />
      )}
      {description && (
        <Text slot="description" className="text-xs text-ink-3">
          {description}
        </Text>
      )}
      <FieldError className="text-xs font-medium text-bad">{error}</FieldError>
    </AriaTextField>
  );
}

export function SearchField({
  label,
  value,
  onChange,
  placeholder,
  autoFocus = false,
  className,
}: {
  readonly label: string;
  /** Left out where something around it keeps what is typed. */
  readonly value?: string;
  readonly onChange?: (value: string) => void;
  readonly placeholder?: string;
  readonly autoFocus?: boolean;
  readonly className?: string;
}) {
  return (
    <AriaSearchField
      aria-label={label}
      value={value}
      onChange={onChange}
      autoFocus={autoFocus}
      className={cx("group relative", className)}
    >
      <Search
        aria-hidden
        size={16}
        className="pointer-events-none absolute left-3 top-1/2 -translate-y-1/2 text-ink-3"
      />
      <Input
        placeholder={placeholder}
        className={cx(inputClass, "h-10 px-9 sm:h-9 [&::-webkit-search-cancel-button]:hidden")}
      />
      <Button
        aria-label="Clear search"
        className="absolute right-0.5 top-1/2 flex size-8 -translate-y-1/2 items-center justify-center text-ink-3 hover:text-ink group-data-[empty]:invisible"
      >
        <X aria-hidden size={15} />
      </Button>
    </AriaSearchField>
  );
}
