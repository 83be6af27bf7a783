"use client";
import { useQuery } from "@tanstack/react-query";
import dynamic from "next/dynamic";
import { parseAsStringLiteral, useQueryState } from "nuqs";
import { CountBadge } from "@/components/ui/badge";
import { LinkButton } from "@/components/ui/button";
import { Crumbs } from "@/components/ui/crumbs";
import { EnvironmentBadge } from "@/components/ui/environment-badge";
import { LoadProblem } from "@/components/ui/load-problem";
import { PageHeader } from "@/components/ui/panel";
import { Skeleton, SkeletonRows } from "@/components/ui/skeleton";
import { type TabEntry, Tabs } from "@/components/ui/tabs";
import { environmentOptions, locksOptions } from "@/lib/client/environments";
import { EnvironmentOverview } from "./environment-overview";
import { HealthBadge } from "./health-badge";

// Each tab's code comes when it is chosen.
const loading = () => <SkeletonRows rows={6} rowHeight={64} />;
const CatalogView = dynamic(
  () => import("@/components/catalog/catalog-view").then((module) => module.CatalogView),
  { ssr: false, loading },
);
const LocksView = dynamic(() => import("@/components/locks/locks-view").then((module) => module.LocksView), {
  ssr: false,
  loading,
});
const TrafficPanel = dynamic(
  () => import("@/components/traffic/traffic-panel").then((module) => module.TrafficPanel),
  { ssr: false, loading },
);
const EnvironmentSettings = dynamic(
  () => import("./environment-settings").then((module) => module.EnvironmentSettings),
  { ssr: false, loading },
);

const ENVIRONMENTS = { label: "Environments", href: "/environments" };
const TABS = ["overview", "catalog", "locks", "traffic", "settings"] as const;
type Tab = (typeof TABS)[number];

export function EnvironmentView({ environmentId }: { readonly environmentId: string }) {
  const { data: environment, error, refetch } = useQuery(environmentOptions(environmentId));
  const [tab, setTab] = useQueryState(
    "tab",
    parseAsStringLiteral(TABS).withDefault("overview").withOptions({ history: "push" }),
  );
  if (!environment) {
    return error ? (
      <LoadProblem subject="environment" list={ENVIRONMENTS} error={error} onRetry={() => refetch()} />
    ) : (
      <div role="status" aria-label="Loading">
        <Skeleton className="mb-3 h-9 w-72" />
        <Skeleton className="h-11" />
      </div>
    );
  }
  const tabs: TabEntry<Tab>[] = [
    { id: "overview", label: "Overview", content: <EnvironmentOverview environment={environment} /> },
    { id: "catalog", label: "Catalog", content: <CatalogView environmentId={environmentId} /> },
    {
      id: "locks",
      label: "Locks",
      badge: <WaitingBadge environmentId={environmentId} />,
      content: <LocksView environment={environment} />,
    },
    ...(environment.demo
      ? [{ id: "traffic" as const, label: "Traffic", content: <TrafficPanel environment={environment} /> }]
      : []),
    { id: "settings", label: "Settings", content: <EnvironmentSettings environment={environment} /> },
  ];
  return (
    <>
      <PageHeader
        title={environment.name}
        crumbs={<Crumbs items={[ENVIRONMENTS]} />}
        badge={
          <>
            <EnvironmentBadge tier={environment.tier} />
            <HealthBadge check={environment.lastCheck} />
          </>
        }
        actions={
          <LinkButton href={`/changes/new?env=${environment.id}`} tone="primary">
            New change here
          </LinkButton>
        }
      />
      <Tabs
        label={environment.name}
        tabs={tabs}
        value={tabs.some((entry) => entry.id === tab) ? tab : "overview"}
        onChange={setTab}
      />
    </>
  );
}

function WaitingBadge({ environmentId }: { readonly environmentId: string }) {
  const { data } = useQuery({ ...locksOptions(environmentId), enabled: false });
  const waiting = data?.summary.waiting ?? 0;
  return waiting > 0 ? <CountBadge value={waiting} tone="warn" /> : null;
}
