"use client";
import { ChevronDown } from "lucide-react";
import { Autocomplete } from "react-aria-components/Autocomplete";
import { Button } from "react-aria-components/Button";
import { Label } from "react-aria-components/Label";
import { Header, ListBox, ListBoxSection } from "react-aria-components/ListBox";
import { Select as AriaSelect, SelectValue } from "react-aria-components/Select";
import { cx } from "./cx";
import { ListPopover } from "./list-popover";
import type { SelectOption } from "./select";
import { Option } from "./select-list";
import { SearchField } from "./text-field";

export interface SelectGroup<T extends string = string> {
  readonly title: string;
  readonly options: readonly SelectOption<T>[];
}

/** One of many, in groups, found by typing some of its words in any order. */
export function SearchSelect<T extends string>({
  label,
  groups,
  value,
  onChange,
  className,
}: {
  readonly label: string;
  readonly groups: readonly SelectGroup<T>[];
  readonly value: T;
  readonly onChange: (value: T) => void;
  readonly className?: string;
}) {
  const chosen = groups.flatMap(({ options }) => options).find(({ id }) => id === value);
  return (
    <AriaSelect
      value={value}
      onChange={(key) => key !== null && onChange(key as T)}
      className={cx("flex flex-col gap-1", className)}
    >
      <Label className="text-[13px] font-medium text-ink-2">{label}</Label>
      <Button className="flex min-h-10 items-center justify-between gap-2 rounded-control border border-control-line bg-panel px-3 text-left text-ink hover:bg-hover sm:min-h-9">
        <SelectValue className="truncate">{() => chosen?.label}</SelectValue>
        <ChevronDown aria-hidden size={16} className="shrink-0 text-ink-3" />
      </Button>
      <ListPopover className="flex w-(--trigger-width) flex-col">
        <Autocomplete filter={hasAllWords}>
          <SearchField
            label={`Find: ${label}`}
            placeholder="Type to find, e.g. drop index"
            autoFocus
            className="p-1"
          />
          <ListBox
            className="max-h-80 min-h-0 overflow-auto outline-none"
            renderEmptyState={() => <p className="px-3 py-4 text-sm text-ink-3">Nothing has these words.</p>}
          >
            {groups.map(({ title, options }) => (
              <ListBoxSection key={title}>
                <Header className="px-2.5 pt-3 pb-1 text-xs font-semibold text-ink-3">{title}</Header>
                {options.map((option) => (
                  <Option key={option.id} option={option} />
                ))}
              </ListBoxSection>
            ))}
          </ListBox>
        </Autocomplete>
      </ListPopover>
    </AriaSelect>
  );
}

function hasAllWords(text: string, typed: string): boolean {
  const lower = text.toLowerCase();
  return typed
    .toLowerCase()
    .split(/\s+/)
    .every((word) => lower.includes(word));
}
