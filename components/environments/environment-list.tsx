"use client";
import { useQuery } from "@tanstack/react-query";
import { Plus } from "lucide-react";
import { byTierDescending } from "@/components/shell/environment-order.model";
import { LinkButton } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { PageHeader, Panel } from "@/components/ui/panel";
import { ProblemState } from "@/components/ui/problem-state";
import { SkeletonRows } from "@/components/ui/skeleton";
import { environmentsOptions } from "@/lib/client/environments";
import { useIncludesRole } from "@/lib/client/viewer";
import { EnvironmentCard } from "./environment-card";

export function EnvironmentList() {
  const { data, error, refetch } = useQuery(environmentsOptions());
  const isAdmin = useIncludesRole("admin");
  const add = (tone: "primary" | "secondary") => (
    <LinkButton href="/environments/new" tone={tone} icon={<Plus aria-hidden size={16} />}>
      Connect a database
    </LinkButton>
  );
  return (
    <>
      <PageHeader
        title="Environments"
        description="The databases that Interlock changes, from production down. A phase reaches production only after the tiers below it."
        actions={isAdmin && add("primary")}
      />
      {error && <ProblemState error={error} onRetry={() => refetch()} />}
      {!data && !error && (
        <Panel flush>
          <SkeletonRows rows={2} rowHeight={120} />
        </Panel>
      )}
      {data?.items.length === 0 && (
        <Panel flush>
          <EmptyState
            title="No database is connected yet"
            aspect="caution"
            actions={isAdmin && add("primary")}
          >
            Connect staging first, then production. Interlock reads the schema, watches locks, and writes only
            when somebody starts a phase. {!isAdmin && "An administrator adds environments."}
          </EmptyState>
        </Panel>
      )}
      <h2 id="all-environments" className="sr-only">
        All environments
      </h2>
      {data && data.items.length > 0 && (
        <ul aria-labelledby="all-environments" className="grid gap-4 md:grid-cols-2">
          {byTierDescending(data.items).map((environment) => (
            <EnvironmentCard key={environment.id} environment={environment} />
          ))}
        </ul>
      )}
    </>
  );
}
