"use client";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { RotateCw } from "lucide-react";
import { RunRow } from "@/components/home/run-row";
import { Button } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { Panel } from "@/components/ui/panel";
import { ProblemState } from "@/components/ui/problem-state";
import { SkeletonRows } from "@/components/ui/skeleton";
import { Cell, Facts, Table } from "@/components/ui/table";
import { RelativeTime } from "@/components/ui/time";
import { checkEnvironment, environmentKeys } from "@/lib/client/environments";
import { deploysOptions } from "@/lib/client/plans";
import { runsOptions } from "@/lib/client/runs";
import { useIncludesRole } from "@/lib/client/viewer";
import type { Environment } from "@/lib/contracts/environment";
import { CheckItems } from "./check-items";
import { Drift } from "./drift";
import { MigrationTools } from "./migration-tools";
import { newestDeploys } from "./newest-deploys.model";

const DEPLOY_WORD = { started: "rolling out", finished: "finished", rolledBack: "rolled back" } as const;

export function EnvironmentOverview({ environment }: { readonly environment: Environment }) {
  const client = useQueryClient();
  const canCheck = useIncludesRole("engineer");
  const runs = useQuery(runsOptions({ environmentId: environment.id, limit: 10 }));
  const deploys = useQuery(deploysOptions({ environmentId: environment.id }));
  const test = useMutation({
    mutationFn: () => checkEnvironment(environment.id),
    onSettled: () => client.invalidateQueries({ queryKey: environmentKeys.all }),
  });
  const check = environment.lastCheck;
  const { connection } = environment;
  return (
    <div className="grid items-start gap-5 xl:grid-cols-[minmax(0,1fr)_26rem]">
      <div className="flex min-w-0 flex-col gap-5">
        <Panel title="Runs here" flush>
          {runs.error && !runs.data && (
            <div className="p-4">
              <ProblemState error={runs.error} onRetry={() => runs.refetch()} />
            </div>
          )}
          {runs.isPending && <SkeletonRows rows={3} rowHeight={64} />}
          {runs.data?.items.length === 0 && (
            <EmptyState title="No phase has run here yet">
              A run appears here when somebody starts a phase of a plan. Everything it does can be followed
              live.
            </EmptyState>
          )}
          <ul className="divide-y divide-line">
            {runs.data?.items.map((run) => (
              <RunRow key={run.id} run={run} environment={undefined} />
            ))}
          </ul>
        </Panel>
        <Panel title="What the app runs" flush>
          {deploys.isPending && <SkeletonRows rows={2} rowHeight={44} />}
          {deploys.data && (
            <Table
              label="Newest deploy of each service"
              head={[{ label: "Service" }, { label: "Version" }, { label: "State" }, { label: "When" }]}
            >
              {newestDeploys(environment.services, deploys.data.items).map(({ service, deploy }) => (
                <tr key={service}>
                  <Cell className="font-medium">{service}</Cell>
                  <Cell className="font-mono text-[13px]">{deploy?.version ?? "–"}</Cell>
                  <Cell>{deploy ? DEPLOY_WORD[deploy.status] : "never deployed"}</Cell>
                  <Cell>{deploy ? <RelativeTime at={deploy.createdAt} /> : "–"}</Cell>
                </tr>
              ))}
            </Table>
          )}
        </Panel>
        <MigrationTools environment={environment} />
        <Drift environment={environment} />
      </div>
      <div className="flex min-w-0 flex-col gap-5">
        <Panel title="Connection">
          <Facts
            items={[
              ["Server", `${connection.host}:${connection.port}`],
              ["Database", connection.database],
              ["User", connection.user],
              ["TLS", connection.sslmode],
              ["Version", check?.serverVersion ? `Postgres ${check.serverVersion}` : "–"],
              ["Services", environment.services.join(", ")],
            ]}
          />
        </Panel>
        <Panel
          title="Connection test"
          flush
          actions={
            <>
              {check && (
                <span className="text-[13px] text-ink-3">
                  <RelativeTime at={check.checkedAt} />
                </span>
              )}
              <Button
                size="small"
                icon={<RotateCw aria-hidden size={14} />}
                isDisabled={!canCheck}
                isPending={test.isPending}
                onPress={() => test.mutate()}
              >
                Test now
              </Button>
            </>
          }
        >
          {test.error && (
            <div className="p-4">
              <ProblemState error={test.error} />
            </div>
          )}
          {check ? (
            <CheckItems items={check.items} />
          ) : (
            <p className="p-4 text-ink-2">
              Not tested yet. A test reads versions, rights and settings; it changes nothing.
            </p>
          )}
        </Panel>
      </div>
    </div>
  );
}
