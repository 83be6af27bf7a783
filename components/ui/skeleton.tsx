import { cx } from "./cx";

/** Stands where content will be, at its size. */
export function Skeleton({ className }: { readonly className?: string }) {
  return <span aria-hidden className={cx("block rounded-control bg-line/70 animate-shimmer", className)} />;
}

/** Rows of a list that is on its way; `rowHeight` in pixels is that of the real rows. */
export function SkeletonRows({
  rows = 4,
  rowHeight = 48,
}: {
  readonly rows?: number;
  readonly rowHeight?: number;
}) {
  return (
    <div role="status" aria-label="Loading">
      {Array.from({ length: rows }, (_, row) => (
        <div
          // biome-ignore lint/suspicious/noArrayIndexKey: rows without identity
          key={row}
          style={{ height: rowHeight }}
          className="flex items-center gap-4 border-b border-line px-4 last:border-b-0"
        >
          <Skeleton className="h-3.5 w-1/4" />
          <Skeleton className="h-3.5 w-1/3" />
          <Skeleton className="ml-auto h-3.5 w-16" />
        </div>
      ))}
    </div>
  );
}
