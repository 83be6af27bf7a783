"use client";
import { useQuery } from "@tanstack/react-query";
import { EmptyState } from "@/components/ui/empty-state";
import { Panel } from "@/components/ui/panel";
import { ProblemState } from "@/components/ui/problem-state";
import { Cell, Table } from "@/components/ui/table";
import { driftOptions } from "@/lib/client/environments";
import type { Environment } from "@/lib/contracts/environment";

/** What others have changed on the tables that plans worked on; nothing where no plan has worked here yet. */
export function Drift({ environment }: { readonly environment: Environment }) {
  const drift = useQuery(driftOptions(environment.id));
  if (!drift.isError && (drift.data?.tables.length ?? 0) === 0) return null;
  const { items = [], tables = [] } = drift.data ?? {};
  return (
    <Panel title="Changed by others" flush>
      {drift.isError && (
        <div className="p-4">
          <ProblemState error={drift.error} onRetry={() => drift.refetch()} />
        </div>
      )}
      {drift.data && items.length === 0 && (
        <EmptyState title="As Interlock left it">
          {tables.length === 1 ? "The table" : `The ${tables.length} tables`} that plans worked on{" "}
          {tables.length === 1 ? "is" : "are"} as the last run left {tables.length === 1 ? "it" : "them"}.
        </EmptyState>
      )}
      {items.length > 0 && (
        <Table
          label="Differences since the last run on each table"
          head={[{ label: "What" }, { label: "Was" }, { label: "Is" }]}
        >
          {items.map(({ kind, object, before, after }) => (
            <tr key={`${kind} ${object}`}>
              <Cell className="[overflow-wrap:anywhere]">
                {kind} <span className="font-mono text-[13px]">{object}</span>
              </Cell>
              <Cell className="[overflow-wrap:anywhere]">{before ?? "not there"}</Cell>
              <Cell className="[overflow-wrap:anywhere]">{after ?? "gone"}</Cell>
            </tr>
          ))}
        </Table>
      )}
    </Panel>
  );
}
