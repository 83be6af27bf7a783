"use client";
import { useQuery } from "@tanstack/react-query";
import { RotateCw } from "lucide-react";
import { parseAsString, useQueryState } from "nuqs";
import { useDeferredValue, useEffect, useMemo, useRef } from "react";
import { Button } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { Panel } from "@/components/ui/panel";
import { ProblemState } from "@/components/ui/problem-state";
import { SkeletonRows } from "@/components/ui/skeleton";
import { SearchField } from "@/components/ui/text-field";
import { RelativeTime } from "@/components/ui/time";
import { catalogOptions } from "@/lib/client/environments";
import { formatBytes, formatPlural } from "@/lib/client/format";
import { searchRows, toRow, withMeasuredRates } from "./catalog.model";
import { CatalogTable } from "./catalog-table";

const NO_TABLES: never[] = [];

export function CatalogView({ environmentId }: { readonly environmentId: string }) {
  const { data, error, refetch, isFetching } = useQuery({
    ...catalogOptions(environmentId),
    // Read again now and then: sizes stay fresh, and two readings give write rates.
    refetchInterval: 20_000,
  });
  const first = useRef<{ readAt: string; writes: ReadonlyMap<string, number> } | null>(null);
  const [q, setQ] = useQueryState("q", parseAsString.withDefault("").withOptions({ throttleMs: 300 }));
  const needle = useDeferredValue(q);
  const all = useMemo(() => {
    const rows = (data?.tables ?? NO_TABLES).map(toRow);
    return data ? withMeasuredRates(rows, first.current, data.readAt) : rows;
  }, [data]);
  useEffect(() => {
    if (!data || first.current) return;
    const writes = new Map(data.tables.map((table) => [`${table.schema}.${table.name}`, table.writesTotal]));
    first.current = { readAt: data.readAt, writes };
  }, [data]);
  const rows = useMemo(() => searchRows(all, needle), [all, needle]);
  const bytes = useMemo(() => all.reduce((sum, row) => sum + row.bytes, 0), [all]);

  if (error && !data) return <ProblemState error={error} onRetry={() => refetch()} />;
  return (
    <Panel
      flush
      toolbar={
        <SearchField
          label="Search tables and columns"
          placeholder="Table or column"
          value={q}
          onChange={(value) => setQ(value || null)}
          className="w-72 max-w-[70vw]"
        />
      }
      actions={
        <>
          {data && (
            <span className="text-[13px] text-ink-3">
              {rows.length === all.length
                ? `${formatPlural(all.length, "table")}, ${formatBytes(bytes)}`
                : `${rows.length} of ${formatPlural(all.length, "table")}`}
              {" · "}read <RelativeTime at={data.readAt} />
            </span>
          )}
          <Button
            size="small"
            icon={<RotateCw aria-hidden size={14} />}
            isPending={isFetching}
            onPress={() => refetch()}
          >
            Read again
          </Button>
        </>
      }
    >
      {!data && <SkeletonRows rows={10} rowHeight={44} />}
      {data && all.length === 0 && (
        <EmptyState title="No tables here" aspect="caution">
          The role that Interlock connects with sees no table in this database. Check its rights, or create
          the first table with a change.
        </EmptyState>
      )}
      {data && all.length > 0 && rows.length === 0 && (
        <p className="px-4 py-10 text-center text-ink-3">No table or column is called “{needle}”.</p>
      )}
      {rows.length > 0 && <CatalogTable rows={rows} environmentId={environmentId} />}
    </Panel>
  );
}
