"use client";
import { useVirtualizer, useWindowVirtualizer, type Virtualizer } from "@tanstack/react-virtual";
import { useLayoutEffect, useMemo, useRef, useState } from "react";
import type { Locks } from "@/lib/contracts/locks";
import { LockRow } from "./lock-row";
import { orderRoots, type TreeLine, treeLines } from "./tree.model";

const ROW_PX = 76;
const SPARE_ROWS = 8;

/** The blocker tree as lines. What is on the screen keeps its place from one sample to the next. */
export function useTreeLines(locks: Locks | undefined): readonly TreeLine[] {
  const former = useRef<readonly number[]>([]);
  return useMemo(() => {
    if (!locks) return [];
    former.current = orderRoots(locks, former.current);
    return treeLines(locks, former.current);
  }, [locks]);
}

interface LockListProps {
  readonly lines: readonly TreeLine[];
  readonly onOpen: (pid: number) => void;
}

/** The lines of a tree in the page's own scroll. Only those near the screen are drawn, so that hundreds stay smooth. */
export function LockList({ lines, onOpen }: LockListProps) {
  const list = useRef<HTMLOListElement>(null);
  const [scrollMargin, setScrollMargin] = useState(0);
  // What stands above the list may change its height at any time: measured again with each sample.
  useLayoutEffect(() => {
    if (list.current) setScrollMargin(list.current.getBoundingClientRect().top + window.scrollY);
  });
  const rows = useWindowVirtualizer({
    count: lines.length,
    estimateSize: () => ROW_PX,
    overscan: SPARE_ROWS,
    scrollMargin,
    getItemKey: (index) => lines[index]?.key ?? index,
  });
  return (
    <ol ref={list} className="relative" style={{ height: rows.getTotalSize() }}>
      <Rows rows={rows} offset={scrollMargin} lines={lines} onOpen={onOpen} />
    </ol>
  );
}

/** The same in a box with a scroll of its own. */
export function LockListBox({ lines, onOpen, label }: LockListProps & { readonly label: string }) {
  const box = useRef<HTMLElement>(null);
  const rows = useVirtualizer({
    count: lines.length,
    getScrollElement: () => box.current,
    estimateSize: () => ROW_PX,
    overscan: SPARE_ROWS,
    getItemKey: (index) => lines[index]?.key ?? index,
  });
  return (
    <section ref={box} aria-label={label} className="max-h-80 overflow-y-auto">
      <ol className="relative" style={{ height: rows.getTotalSize() }}>
        <Rows rows={rows} offset={0} lines={lines} onOpen={onOpen} />
      </ol>
    </section>
  );
}

function Rows<S extends Element | Window>({
  rows,
  offset,
  lines,
  onOpen,
}: LockListProps & { readonly rows: Virtualizer<S, Element>; readonly offset: number }) {
  return rows.getVirtualItems().map((item) => {
    const line = lines[item.index];
    return (
      line && (
        <LockRow
          key={item.key}
          ref={rows.measureElement}
          index={item.index}
          count={lines.length}
          top={item.start - offset}
          line={line}
          onOpen={() => onOpen(line.pid)}
        />
      )
    );
  });
}
