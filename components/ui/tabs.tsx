"use client";
import type { ReactNode } from "react";
import { Tabs as AriaTabs, Tab, TabList, TabPanel } from "react-aria-components/Tabs";

export interface TabEntry<T extends string = string> {
  readonly id: T;
  readonly label: string;
  /** A count or a state after the label. */
  readonly badge?: ReactNode;
  readonly content: ReactNode;
}

/** Tabs whose selection the caller keeps, normally in the URL. Only the chosen panel is mounted. */
export function Tabs<T extends string>({
  label,
  tabs,
  value,
  onChange,
}: {
  readonly label: string;
  readonly tabs: readonly TabEntry<T>[];
  readonly value: T;
  readonly onChange: (value: T) => void;
}) {
  return (
    <AriaTabs selectedKey={value} onSelectionChange={(key) => onChange(key as T)} className="flex flex-col">
      <div className="overflow-x-auto overflow-y-hidden border-b border-line">
        <TabList aria-label={label} className="flex min-w-max sm:gap-1">
          {tabs.map((tab) => (
            <Tab
              key={tab.id}
              id={tab.id}
              className="-mb-px flex min-h-11 cursor-pointer items-center gap-2 border-b-2 border-transparent px-2.5 font-medium sm:px-3 text-ink-2 outline-offset-[-3px] hover:text-ink data-[selected]:border-accent data-[selected]:text-ink"
            >
              {tab.label}
              {tab.badge}
            </Tab>
          ))}
        </TabList>
      </div>
      {tabs.map((tab) => (
        <TabPanel key={tab.id} id={tab.id} className="pt-5 outline-offset-4">
          {tab.content}
        </TabPanel>
      ))}
    </AriaTabs>
  );
}
