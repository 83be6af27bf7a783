"use client";
import { useInfiniteQuery, useQueries, useQuery } from "@tanstack/react-query";
import { Plus } from "lucide-react";
import { parseAsString, useQueryState } from "nuqs";
import { Button, LinkButton } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { PageHeader, Panel } from "@/components/ui/panel";
import { ProblemState } from "@/components/ui/problem-state";
import { SkeletonRows } from "@/components/ui/skeleton";
import { SearchField } from "@/components/ui/text-field";
import { changePagesOptions } from "@/lib/client/changes";
import { environmentsOptions } from "@/lib/client/environments";
import { rolloutBriefsOptions } from "@/lib/client/plans";
import { ChangeRow } from "./change-row";

export function ChangeList() {
  const [q, setQ] = useQueryState("q", parseAsString.withDefault(""));
  const pages = useInfiniteQuery(changePagesOptions());
  const environments = useQuery(environmentsOptions());
  const all = pages.data?.pages.flatMap((page) => page.items) ?? [];
  // A query for each page: an address has room for some hundred ids.
  const standings = useQueries({
    queries: (pages.data?.pages ?? []).map(({ items }) => ({
      ...rolloutBriefsOptions({ planIds: items.map(({ planId }) => planId) }),
      enabled: items.length > 0,
    })),
  }).flatMap(({ data }) => data?.items ?? []);
  const needle = q.trim().toLowerCase();
  const shown = all.filter((change) =>
    `${change.title} ${change.summary} ${change.authorName}`.toLowerCase().includes(needle),
  );
  return (
    <>
      <PageHeader
        title="Changes"
        description="What somebody wants of the schema, and the plan that gets there."
        actions={
          <LinkButton href="/changes/new" tone="primary" icon={<Plus aria-hidden size={16} />}>
            New change
          </LinkButton>
        }
      />
      {pages.error && <ProblemState error={pages.error} onRetry={() => pages.refetch()} />}
      {(pages.isPending || all.length > 0) && (
        <Panel
          flush
          toolbar={
            <SearchField
              label="Search changes"
              placeholder="Title, summary or author"
              value={q}
              onChange={(value) => setQ(value || null)}
              className="w-72 max-w-[70vw]"
            />
          }
        >
          {pages.isPending && <SkeletonRows rows={6} rowHeight={64} />}
          <ul className="divide-y divide-line">
            {shown.map((change) => (
              <ChangeRow
                key={change.id}
                change={change}
                briefs={standings}
                environments={environments.data?.items ?? []}
              />
            ))}
          </ul>
          {all.length > 0 && shown.length === 0 && (
            <p className="px-4 py-8 text-center text-ink-3">No loaded change mentions “{q}”.</p>
          )}
          {pages.hasNextPage && (
            <div className="flex justify-center border-t border-line p-3">
              <Button isPending={pages.isFetchingNextPage} onPress={() => pages.fetchNextPage()}>
                Load older changes
              </Button>
            </div>
          )}
        </Panel>
      )}
      {pages.data && all.length === 0 && (
        <Panel flush>
          <EmptyState
            title="No change yet"
            actions={
              <>
                <LinkButton
                  tone="primary"
                  href={`/changes/new?sentence=${encodeURIComponent("Rename customers.full_name to name")}`}
                >
                  Rename customers.full_name to name
                </LinkButton>
                <LinkButton href="/changes/new">Something else</LinkButton>
              </>
            }
          >
            Say what the schema should become. Interlock plans the phases and the deploys between them, with
            every lock each statement takes.
          </EmptyState>
        </Panel>
      )}
    </>
  );
}
