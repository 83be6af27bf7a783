"use client";
import { useQuery } from "@tanstack/react-query";
import { LinkButton } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { PageHeader, Panel } from "@/components/ui/panel";
import { ProblemState } from "@/components/ui/problem-state";
import { SkeletonRows } from "@/components/ui/skeleton";
import { environmentsOptions } from "@/lib/client/environments";
import { TIERS } from "@/lib/contracts/constants";
import { NewChangeView } from "./new-change-view";

/** The new-change page once the environments are known; the highest tier is planned against unless the link says. */
export function NewChange({
  environmentId,
  sentence,
  sentences,
}: {
  readonly environmentId: string | null;
  readonly sentence: string | null;
  readonly sentences: readonly string[];
}) {
  const environments = useQuery(environmentsOptions());
  if (environments.isError)
    return <ProblemState error={environments.error} onRetry={() => environments.refetch()} />;
  if (!environments.data) return <SkeletonRows rows={6} rowHeight={64} />;
  const all = environments.data.items.toSorted((a, b) => TIERS.indexOf(b.tier) - TIERS.indexOf(a.tier));
  const first = all.find(({ id }) => id === environmentId) ?? all[0];
  if (!first)
    return (
      <>
        <PageHeader title="New change" />
        <Panel>
          <EmptyState
            title="Connect a database first"
            actions={
              <LinkButton href="/environments/new" tone="primary">
                Connect a database
              </LinkButton>
            }
          >
            A plan is made against a real schema, with its sizes and indexes.
          </EmptyState>
        </Panel>
      </>
    );
  return (
    <NewChangeView environments={all} environmentId={first.id} sentence={sentence} sentences={sentences} />
  );
}
