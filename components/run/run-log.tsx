"use client";
import { useVirtualizer } from "@tanstack/react-virtual";
import { ArrowDown } from "lucide-react";
import { useEffect, useMemo, useRef, useState } from "react";
import { Button } from "@/components/ui/button";
import { Checkbox } from "@/components/ui/checkbox";
import { CopyButton } from "@/components/ui/copy-button";
import { cx } from "@/components/ui/cx";
import { Panel } from "@/components/ui/panel";
import { SearchField } from "@/components/ui/text-field";
import { formatLocalTime, formatPlural } from "@/lib/client/format";
import type { RunEvent } from "@/lib/contracts/run";
import { logLines } from "./log-lines.model";

const LEVEL_CLASS = { info: "text-ink-2", warning: "text-warn", error: "text-bad" } as const;
const LEVEL_WORD = { info: "", warning: "note", error: "problem" } as const;
const NEAR_END_PX = 24;

/** The whole history from the first event, then live. Follows the end until you scroll up; a button takes you back. */
export function RunLog({ events }: { readonly events: readonly RunEvent[] }) {
  const [search, setSearch] = useState("");
  const [onlyProblems, setOnlyProblems] = useState(false);
  const all = useMemo(() => logLines(events), [events]);
  const lines = useMemo(() => {
    const wanted = search.trim().toLowerCase();
    return all.filter(
      (line) =>
        (!onlyProblems || line.level !== "info") &&
        (wanted === "" || line.text.toLowerCase().includes(wanted)),
    );
  }, [all, search, onlyProblems]);
  const box = useRef<HTMLElement>(null);
  const [following, setFollowing] = useState(true);
  const [seen, setSeen] = useState(0);
  const rows = useVirtualizer({
    count: lines.length,
    getScrollElement: () => box.current,
    estimateSize: () => 24,
    overscan: 12,
    getItemKey: (index) => lines[index]?.seq ?? index,
  });
  useEffect(() => {
    if (following && lines.length > 0) rows.scrollToIndex(lines.length - 1, { align: "end" });
  }, [following, lines.length, rows]);
  const onScroll = () => {
    const element = box.current;
    if (!element) return;
    const atEnd = element.scrollHeight - element.scrollTop - element.clientHeight < NEAR_END_PX;
    if (atEnd !== following) setFollowing(atEnd);
    if (!atEnd && following) setSeen(lines.length);
  };
  const unseen = following ? 0 : Math.max(0, lines.length - seen);
  return (
    <Panel
      title={
        <>
          Log{" "}
          <span className="text-xs font-normal text-ink-3" suppressHydrationWarning>
            {lines[0] ? `times in ${formatLocalTime(lines[0].at).slice(9)}` : ""}
          </span>
        </>
      }
      flush
      actions={
        <>
          <Checkbox isSelected={onlyProblems} onChange={setOnlyProblems}>
            Only problems
          </Checkbox>
          <SearchField
            label="Search the log"
            value={search}
            onChange={setSearch}
            placeholder="Search"
            className="w-32"
          />
          <CopyButton text={lines.map((line) => `${line.at} ${line.text}`).join("\n")} label="Copy the log" />
        </>
      }
    >
      <div className="relative">
        <section
          ref={box}
          onScroll={onScroll}
          // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling box must be reachable by keyboard
          tabIndex={0}
          aria-label="Log of the run"
          className="h-72 overflow-y-auto sm:h-96 px-3 py-2 font-mono text-[12.5px] leading-6"
        >
          {lines.length === 0 && (
            <p className="px-1 text-ink-3">
              {events.length === 0 ? "Nothing has happened yet." : "No line matches."}
            </p>
          )}
          <ol className="relative" style={{ height: rows.getTotalSize() }}>
            {rows.getVirtualItems().map((item) => {
              const line = lines[item.index];
              if (!line) return null;
              return (
                <li
                  key={item.key}
                  ref={rows.measureElement}
                  data-index={item.index}
                  id={`event-${line.seq}`}
                  className="absolute inset-x-0 top-0 flex gap-3 rounded-sm px-1 hover:bg-hover"
                  style={{ transform: `translateY(${item.start}px)` }}
                >
                  <time dateTime={line.at} className="shrink-0 text-ink-3" suppressHydrationWarning>
                    {formatLocalTime(line.at).slice(0, 8)}
                  </time>
                  <span className={cx("min-w-0 [overflow-wrap:anywhere]", LEVEL_CLASS[line.level])}>
                    {LEVEL_WORD[line.level] && <span className="sr-only">{LEVEL_WORD[line.level]}: </span>}
                    {line.text}
                  </span>
                </li>
              );
            })}
          </ol>
        </section>
        {!following && (
          <Button
            size="small"
            className="absolute bottom-3 left-1/2 -translate-x-1/2 shadow-float"
            icon={<ArrowDown aria-hidden size={14} />}
            onPress={() => setFollowing(true)}
          >
            {unseen > 0 ? formatPlural(unseen, "new line") : "Follow the end"}
          </Button>
        )}
      </div>
    </Panel>
  );
}
