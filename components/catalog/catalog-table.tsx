// biome-ignore-all lint/a11y/useSemanticElements: rows are placed by transform, which a real table does not allow
"use client";
import {
  createColumnHelper,
  createSortedRowModel,
  rowSortingFeature,
  type SortingState,
  sortFn_alphanumeric,
  sortFn_basic,
  tableFeatures,
  useTable,
} from "@tanstack/react-table";
import { useWindowVirtualizer } from "@tanstack/react-virtual";
import { ArrowDown, ArrowUp, ChevronRight } from "lucide-react";
import { useLayoutEffect, useMemo, useRef, useState } from "react";
import { Badge } from "@/components/ui/badge";
import { cx } from "@/components/ui/cx";
import { Bytes, Count } from "@/components/ui/figure";
import { type TableRow, writeRateText } from "./catalog.model";
import { TableDetail } from "./table-detail";

const features = tableFeatures({
  rowSortingFeature,
  sortedRowModel: createSortedRowModel(),
  sortFns: { alphanumeric: sortFn_alphanumeric, basic: sortFn_basic },
});
const column = createColumnHelper<typeof features, TableRow>();
const columns = column.columns([
  column.accessor("id", { header: "Table", sortFn: "alphanumeric" }),
  column.accessor("bytes", { header: "Size", sortFn: "basic", sortDescFirst: true }),
  column.accessor((row) => row.rows ?? undefined, {
    id: "rows",
    header: "Rows",
    sortFn: "basic",
    sortDescFirst: true,
    sortUndefined: "last",
  }),
  column.accessor((row) => row.writesPerSecond ?? undefined, {
    id: "writes",
    header: "Writes",
    sortFn: "basic",
    sortDescFirst: true,
    sortUndefined: "last",
  }),
  column.accessor("indexCount", { header: "Indexes", sortFn: "basic", sortDescFirst: true }),
  column.accessor("columnCount", { header: "Columns", sortFn: "basic", sortDescFirst: true }),
]);

const GRID =
  "grid grid-cols-[minmax(0,1fr)_5rem_5rem] sm:grid-cols-[minmax(0,1fr)_6rem_6rem_6rem_5rem_5rem] items-center gap-x-3 px-4";
const WIDE_ONLY = "hidden sm:block";
const ROW_HEIGHT = 44;

/** All tables of a database; only the rows in sight are in the page, so a thousand of them scroll like ten. */
export function CatalogTable({
  rows,
  environmentId,
}: {
  readonly rows: readonly TableRow[];
  readonly environmentId: string;
}) {
  const [sorting, setSorting] = useState<SortingState>([{ id: "bytes", desc: true }]);
  const [open, setOpen] = useState<ReadonlySet<string>>(new Set());
  const data = useMemo(() => [...rows], [rows]);
  const table = useTable({
    features,
    columns,
    data,
    state: { sorting },
    onSortingChange: setSorting,
    enableSortingRemoval: false,
    getRowId: (row) => row.id,
  });
  const sorted = table.getRowModel().rows;

  const listRef = useRef<HTMLDivElement>(null);
  const [offset, setOffset] = useState(0);
  useLayoutEffect(() => {
    const top = listRef.current?.getBoundingClientRect().top ?? 0;
    setOffset(top + window.scrollY);
  }, []);
  const virtualizer = useWindowVirtualizer({
    count: sorted.length,
    estimateSize: () => ROW_HEIGHT,
    overscan: 12,
    scrollMargin: offset,
    getItemKey: (index) => sorted[index]?.id ?? index,
  });

  const toggle = (id: string) =>
    setOpen((old) => {
      const next = new Set(old);
      if (!next.delete(id)) next.add(id);
      return next;
    });

  return (
    <div role="table" aria-label="Tables" aria-rowcount={sorted.length + 1}>
      <div role="rowgroup" className="sticky top-13 z-10 border-b border-line bg-panel lg:top-0">
        <div role="row" className={cx(GRID, "h-9 text-xs text-ink-3")} tabIndex={-1}>
          {table.getHeaderGroups()[0]?.headers.map((header, index) => {
            const direction = header.column.getIsSorted();
            return (
              <div
                key={header.id}
                role="columnheader"
                tabIndex={-1}
                aria-sort={direction === "asc" ? "ascending" : direction === "desc" ? "descending" : "none"}
                className={cx(index > 0 && "text-right", index > 2 && WIDE_ONLY)}
              >
                <button
                  type="button"
                  onClick={header.column.getToggleSortingHandler()}
                  className={cx(
                    "inline-flex min-h-8 items-center gap-1 font-medium hover:text-ink",
                    direction && "text-ink",
                  )}
                >
                  {String(header.column.columnDef.header)}
                  {direction === "asc" && <ArrowUp aria-hidden size={12} />}
                  {direction === "desc" && <ArrowDown aria-hidden size={12} />}
                </button>
              </div>
            );
          })}
        </div>
      </div>
      <div ref={listRef} role="rowgroup" className="relative" style={{ height: virtualizer.getTotalSize() }}>
        {virtualizer.getVirtualItems().map((item) => {
          const row = sorted[item.index]?.original;
          if (!row) return null;
          const expanded = open.has(row.id);
          return (
            <div
              key={item.key}
              ref={virtualizer.measureElement}
              data-index={item.index}
              role="row"
              tabIndex={-1}
              aria-rowindex={item.index + 2}
              style={{ transform: `translateY(${item.start - offset}px)` }}
              className="absolute inset-x-0 top-0 border-b border-line bg-panel"
            >
              <div className={cx(GRID, "min-h-11 hover:bg-hover")} role="presentation">
                <div role="cell" className="min-w-0">
                  <button
                    type="button"
                    aria-expanded={expanded}
                    onClick={() => toggle(row.id)}
                    className="flex min-h-11 w-full items-center gap-2 text-left"
                  >
                    <ChevronRight
                      aria-hidden
                      size={15}
                      className={cx("shrink-0 text-ink-3 transition-transform", expanded && "rotate-90")}
                    />
                    <span className="truncate font-mono text-[13px]">
                      <span className="text-ink-3">{row.schema}.</span>
                      <span className="font-medium">{row.name}</span>
                    </span>
                    {row.table.kind !== "table" && (
                      <span className={WIDE_ONLY}>
                        <Badge>{row.table.kind}</Badge>
                      </span>
                    )}
                    {row.invalidIndexes > 0 && <Badge tone="bad">invalid index</Badge>}
                  </button>
                </div>
                <div role="cell" className="text-right">
                  <Bytes value={row.bytes} />
                </div>
                <div role="cell" className="text-right">
                  <Count value={row.rows} short />
                </div>
                <div role="cell" className={cx("text-right", WIDE_ONLY)}>
                  {writeRateText(row.writesPerSecond)}
                </div>
                <div role="cell" className={cx("text-right", WIDE_ONLY)}>
                  {row.indexCount}
                </div>
                <div role="cell" className={cx("text-right", WIDE_ONLY)}>
                  {row.columnCount}
                </div>
              </div>
              {expanded && (
                <div role="cell">
                  <TableDetail table={row.table} environmentId={environmentId} />
                </div>
              )}
            </div>
          );
        })}
      </div>
    </div>
  );
}
