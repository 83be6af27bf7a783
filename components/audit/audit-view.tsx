"use client";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { Download } from "lucide-react";
import { parseAsInteger, parseAsString, parseAsStringLiteral, useQueryStates } from "nuqs";
import { Button, buttonClass } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { PageHeader, Panel } from "@/components/ui/panel";
import { ProblemState } from "@/components/ui/problem-state";
import { Select } from "@/components/ui/select";
import { SkeletonRows } from "@/components/ui/skeleton";
import { SearchField } from "@/components/ui/text-field";
import { useNow } from "@/components/ui/use-now";
import { auditEventOptions, auditOptions } from "@/lib/client/audit";
import { environmentsOptions } from "@/lib/client/environments";
import { filterOf, PERIODS } from "./audit-filter.model";
import { AuditRow } from "./audit-row";
import { VerifyChain } from "./verify-chain";

const PERIOD_WORDS = { all: "Any time", hour: "Last hour", day: "Last day", week: "Last week" } as const;

/** Who did what to what. Filters and the opened event stand in the URL, so a link shows the same. */
export function AuditView() {
  const [url, setUrl] = useQueryStates(
    {
      q: parseAsString.withDefault(""),
      action: parseAsString.withDefault(""),
      environment: parseAsString.withDefault(""),
      subject: parseAsString.withDefault(""),
      actor: parseAsString.withDefault(""),
      period: parseAsStringLiteral(PERIODS).withDefault("all"),
      event: parseAsInteger,
    },
    { throttleMs: 300 },
  );
  const now = useNow(60_000);
  const pages = useInfiniteQuery({ ...auditOptions(filterOf(url, now)), placeholderData: (old) => old });
  const environments = useQuery(environmentsOptions());
  const events = pages.data?.pages.flatMap((page) => page.items) ?? [];
  const isListed = events.some((event) => event.seq === url.event);
  const linked = useQuery({
    ...auditEventOptions(url.event ?? 0),
    enabled: url.event !== null && pages.isSuccess && !isListed,
  });
  const nameOf = (id: string | null) => environments.data?.items.find((environment) => environment.id === id);
  const filtered = url.q || url.action || url.environment || url.subject || url.actor || url.period !== "all";

  return (
    <>
      <PageHeader
        title="Audit trail"
        description="Every act with its actor, in a chain of hashes: to change one event, all that follow would have to be changed too."
        actions={
          <a href="/api/v1/audit/export" download className={buttonClass("secondary")}>
            <Download aria-hidden size={16} /> Export
          </a>
        }
      />
      <VerifyChain />
      {linked.data && !isListed && (
        <Panel title="The event of this link" flush className="mb-5">
          <ol>
            <AuditRow
              event={linked.data}
              environment={nameOf(linked.data.environmentId)}
              isOpen
              onToggle={() => setUrl({ event: null })}
              onFilter={(part) => setUrl(part)}
            />
          </ol>
        </Panel>
      )}
      <Panel
        flush
        toolbar={
          <div className="flex flex-wrap gap-2 py-1">
            <SearchField
              label="Search events"
              placeholder="Words of the event"
              value={url.q}
              onChange={(q) => setUrl({ q: q || null })}
              className="w-56 max-w-full"
            />
            <Select
              label="Environment"
              hideLabel
              className="w-48"
              value={url.environment || "any"}
              onChange={(id) => setUrl({ environment: id === "any" ? null : id })}
              options={[
                { id: "any", label: "Any environment" },
                ...(environments.data?.items ?? []).map(({ id, name }) => ({ id, label: name })),
              ]}
            />
            <Select
              label="Period"
              hideLabel
              className="w-36"
              value={url.period}
              onChange={(period) => setUrl({ period })}
              options={PERIODS.map((id) => ({ id, label: PERIOD_WORDS[id] }))}
            />
          </div>
        }
        actions={
          filtered && (
            <Button
              size="small"
              tone="quiet"
              onPress={() =>
                setUrl({ q: null, action: null, environment: null, subject: null, actor: null, period: null })
              }
            >
              Show everything
            </Button>
          )
        }
      >
        {pages.error && (
          <div className="p-4">
            <ProblemState error={pages.error} onRetry={() => pages.refetch()} />
          </div>
        )}
        {pages.isPending && <SkeletonRows rows={8} rowHeight={52} />}
        {pages.data && events.length === 0 && (
          <EmptyState
            title={filtered ? "No event fits this filter" : "Nothing has happened yet"}
            aspect="working"
          >
            {filtered
              ? "Take a part of the filter away to see more."
              : "Sign-ins, changes, approvals, runs and every statement sent to a database are written down here."}
          </EmptyState>
        )}
        <ol className="divide-y divide-line">
          {events.map((event) => (
            <AuditRow
              key={event.seq}
              event={event}
              environment={nameOf(event.environmentId)}
              isOpen={url.event === event.seq}
              onToggle={() => setUrl({ event: url.event === event.seq ? null : event.seq })}
              onFilter={(part) => setUrl(part)}
            />
          ))}
        </ol>
        {pages.hasNextPage && (
          <div className="flex justify-center border-t border-line p-3">
            <Button isPending={pages.isFetchingNextPage} onPress={() => pages.fetchNextPage()}>
              Load older events
            </Button>
          </div>
        )}
      </Panel>
    </>
  );
}
