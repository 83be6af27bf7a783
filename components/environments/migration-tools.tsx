"use client";
import { useQuery } from "@tanstack/react-query";
import { LinkButton } from "@/components/ui/button";
import { Callout } from "@/components/ui/callout";
import { EmptyState } from "@/components/ui/empty-state";
import { Panel } from "@/components/ui/panel";
import { ProblemState } from "@/components/ui/problem-state";
import { SkeletonRows } from "@/components/ui/skeleton";
import { Cell, Table } from "@/components/ui/table";
import { environmentToolsOptions } from "@/lib/client/tools";
import type { Environment } from "@/lib/contracts/environment";

/** The migration tools whose history is in the environment's database: what they applied last, and what they lost. */
export function MigrationTools({ environment }: { readonly environment: Environment }) {
  const tools = useQuery(environmentToolsOptions(environment.id));
  return (
    <Panel
      title="Migration tools"
      flush
      actions={
        <LinkButton size="small" href={`/review?environment=${environment.id}`}>
          See what is pending
        </LinkButton>
      }
    >
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
          head={[{ label: "Tool" }, { label: "History" }, { label: "Applied" }, { label: "Last applied" }]}
        >
          {tools.data.items.map((tool) => (
            <tr key={`${tool.tool}${tool.history}`}>
              <Cell className="font-medium">{tool.label}</Cell>
              <Cell className="font-mono text-[13px]">{tool.history}</Cell>
              <Cell>{tool.count}</Cell>
              <Cell className="[overflow-wrap:anywhere]">
                <span className="font-mono text-[13px]">{tool.newest ?? "–"}</span>
                {tool.newestAt && (
                  <span className="block text-[13px] text-ink-2">{tool.newestAt.slice(0, SECONDS)}</span>
                )}
              </Cell>
            </tr>
          ))}
        </Table>
      )}
      {tools.data?.items
        .filter(({ lost }) => lost.length > 0)
        .map(({ tool, label, history, lost }) => (
          <Callout
            key={`${tool}${history}`}
            tone="warn"
            className="m-4"
            title={`${label} has lost what was recorded for phases that have run`}
          >
            Its next run would do them again. Not in {history} any more:{" "}
            <span className="font-mono text-[13px]">{lost.join(", ")}</span>
          </Callout>
        ))}
    </Panel>
  );
}

/** `2026-01-02 03:04:05` of the time as the tool wrote it. */
const SECONDS = 19;
