"use client";
import { useQuery } from "@tanstack/react-query";
import { EmptyState } from "@/components/ui/empty-state";
import { Panel } from "@/components/ui/panel";
import { ProblemState } from "@/components/ui/problem-state";
import { SkeletonRows } from "@/components/ui/skeleton";
import { Cell, Table } from "@/components/ui/table";
import { environmentToolsOptions } from "@/lib/client/tools";
import type { Environment } from "@/lib/contracts/environment";

/** The migration tools whose history is in the environment's database. */
export function MigrationTools({ environment }: { readonly environment: Environment }) {
  const tools = useQuery(environmentToolsOptions(environment.id));
  return (
    <Panel title="Migration tools" flush>
      {tools.isError && (
        <div className="p-4">
          <ProblemState error={tools.error} onRetry={() => tools.refetch()} />
        </div>
      )}
      {tools.isPending && <SkeletonRows rows={1} rowHeight={44} />}
      {tools.data?.items.length === 0 && (
        <EmptyState title="No tool's history found">
          Where your migration tool keeps a table of what it has applied, it is found here, and told of what
          Interlock runs.
        </EmptyState>
      )}
      {tools.data && tools.data.items.length > 0 && (
        <Table
          label="Migration tools found in the database"
          head={[{ label: "Tool" }, { label: "History" }, { label: "Applied" }, { label: "Newest" }]}
        >
          {tools.data.items.map((tool) => (
            <tr key={`${tool.tool}${tool.history}`}>
              <Cell className="font-medium">{tool.label}</Cell>
              <Cell className="font-mono text-[13px]">{tool.history}</Cell>
              <Cell>{tool.count}</Cell>
              <Cell className="font-mono text-[13px] [overflow-wrap:anywhere]">{tool.newest ?? "–"}</Cell>
            </tr>
          ))}
        </Table>
      )}
    </Panel>
  );
}
