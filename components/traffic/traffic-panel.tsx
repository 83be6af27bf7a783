"use client";
import { useQuery } from "@tanstack/react-query";
import { CircleAlert, CircleCheck, TriangleAlert } from "lucide-react";
import { Badge } from "@/components/ui/badge";
import { Stat } from "@/components/ui/figure";
import { AgeOfData, Dimmed } from "@/components/ui/freshness";
import { Panel } from "@/components/ui/panel";
import { ProblemState } from "@/components/ui/problem-state";
import { SkeletonRows } from "@/components/ui/skeleton";
import { Sparkline } from "@/components/ui/sparkline";
import { trafficOptions } from "@/lib/client/demo";
import { formatCount, formatDuration } from "@/lib/client/format";
import { useTopic } from "@/lib/client/use-stream";
import type { TrafficStats } from "@/lib/contracts/demo";
import type { Environment } from "@/lib/contracts/environment";
import { ErrorTable } from "./error-table";
import { ShopControls } from "./shop-controls";
import { summarise } from "./traffic.model";
import { VersionBars } from "./version-bars";

const VERDICT_ICON = { ok: CircleCheck, warn: TriangleAlert, bad: CircleAlert } as const;

/** The demo's shop as a load on the database: what runs, how fast, what fails; and the buttons that change it. */
export function TrafficPanel({ environment }: { readonly environment: Environment }) {
  useTopic(`traffic:${environment.id}`);
  const { data, error, refetch } = useQuery(trafficOptions(environment.id));
  if (!data && error) return <ProblemState error={error} onRetry={() => refetch()} />;
  if (!data) {
    return (
      <Panel title="The shop, live" flush>
        <SkeletonRows rows={5} rowHeight={72} />
      </Panel>
    );
  }
  return (
    <div className="grid items-start gap-5 xl:grid-cols-[minmax(0,1fr)_23rem]">
      <div className="flex min-w-0 flex-col gap-5">
        <LoadPanel stats={data} />
        <Panel title="Errors the shop has seen" flush>
          <ErrorTable errors={data.errors} />
        </Panel>
      </div>
      <div className="flex flex-col gap-5">
        <Panel title="Versions in service">
          <VersionBars services={data.services} />
        </Panel>
        <ShopControls environment={environment} stats={data} />
      </div>
    </div>
  );
}

function LoadPanel({ stats }: { readonly stats: TrafficStats }) {
  const summary = summarise(stats);
  const Icon = VERDICT_ICON[summary.verdict.tone];
  const successes = stats.history.map((second) => second.successes);
  const planned = stats.history.map(() => stats.plannedPerSecond);
  return (
    <Panel title="The shop, live" actions={<AgeOfData at={stats.at} />}>
      <Dimmed at={stats.at}>
        <div className="mb-4 min-h-6" role="status">
          <Badge tone={summary.verdict.tone}>
            <Icon aria-hidden size={13} />
            {summary.verdict.word}
          </Badge>
        </div>
        <div className="grid grid-cols-2 gap-x-6 gap-y-3 sm:grid-cols-4">
          <Stat
            label="Done a second"
            value={formatCount(summary.successesPerSecond)}
            hint={`${formatCount(stats.plannedPerSecond)} planned`}
          />
          <Stat label="Half within" value={formatDuration(summary.p50Ms)} hint="p50" />
          <Stat label="99% within" value={formatDuration(summary.p99Ms)} hint="p99, worst of 5 s" />
          <Stat
            label="Errors"
            value={formatCount(summary.errorTotal)}
            tone={summary.errorsPerSecond > 0 ? "bad" : summary.errorTotal === 0 ? "ok" : undefined}
            hint="since the shop started"
          />
        </div>
        <div className="mt-5 grid gap-5 sm:grid-cols-2">
          <figure className="min-w-0">
            <figcaption className="mb-1.5 flex flex-wrap gap-x-4 text-xs text-ink-3">
              <span>Transactions a second, last 2 minutes</span>
              <span className="text-ink-2">┅ planned</span>
            </figcaption>
            <Sparkline
              label={`Transactions a second over the last two minutes; now ${formatCount(summary.successesPerSecond)} of ${formatCount(stats.plannedPerSecond)} planned`}
              points={120}
              height={72}
              max={stats.plannedPerSecond * 1.4}
              series={[
                { label: "done", values: successes, className: "text-accent", filled: true },
                { label: "planned", values: planned, className: "text-ink-3", dashed: true },
                {
                  label: "errors",
                  values: stats.history.map((second) => second.errors),
                  className: "text-bad",
                },
              ]}
            />
          </figure>
          <figure className="min-w-0">
            <figcaption className="mb-1.5 text-xs text-ink-3">Slowest 1% in ms, last 2 minutes</figcaption>
            <Sparkline
              label={`99th percentile over the last two minutes; now ${formatDuration(summary.p99Ms)}`}
              points={120}
              height={72}
              max={20}
              series={[
                {
                  label: "p99",
                  values: stats.history.map((second) => second.p99Ms),
                  className: "text-warn",
                  filled: true,
                },
              ]}
            />
          </figure>
        </div>
      </Dimmed>
    </Panel>
  );
}
