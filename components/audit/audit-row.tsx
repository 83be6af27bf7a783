"use client";
import { ChevronRight } from "lucide-react";
import Link from "next/link";
import { useEffect, useRef } from "react";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { CodeBlock } from "@/components/ui/code-block";
import { CopyButton } from "@/components/ui/copy-button";
import { cx } from "@/components/ui/cx";
import { EnvironmentBadge } from "@/components/ui/environment-badge";
import { Facts } from "@/components/ui/table";
import { RelativeTime } from "@/components/ui/time";
import { formatInstant } from "@/lib/client/format";
import type { AuditEvent } from "@/lib/contracts/audit";
import type { Environment } from "@/lib/contracts/environment";
import { subjectHref } from "./audit-filter.model";

export function AuditRow({
  event,
  environment,
  isOpen,
  onToggle,
  onFilter,
}: {
  readonly event: AuditEvent;
  readonly environment: Environment | undefined;
  readonly isOpen: boolean;
  readonly onToggle: () => void;
  readonly onFilter: (part: { action?: string; subject?: string; actor?: string }) => void;
}) {
  const ref = useRef<HTMLLIElement>(null);
  const openedByLink = useRef(isOpen);
  useEffect(() => {
    if (openedByLink.current) ref.current?.scrollIntoView({ block: "center" });
  }, []);
  const href = subjectHref(event.subjectType, event.subjectId);
  return (
    <li ref={ref} id={`event-${event.seq}`}>
      <button
        type="button"
        aria-expanded={isOpen}
        onClick={onToggle}
        className="grid min-h-13 w-full grid-cols-[auto_minmax(0,1fr)] items-center gap-x-3 gap-y-0.5 px-4 py-2 text-left outline-offset-[-3px] hover:bg-hover sm:grid-cols-[auto_3.5rem_minmax(0,1fr)_auto_6rem]"
      >
        <ChevronRight
          aria-hidden
          size={15}
          className={cx("text-ink-3 transition-transform", isOpen && "rotate-90")}
        />
        <span className="hidden font-mono text-[13px] text-ink-3 sm:block">#{event.seq}</span>
        <span className="min-w-0">
          <span className="block [overflow-wrap:anywhere]">{event.summary}</span>
          <span className="flex flex-wrap items-center gap-x-2 text-[13px] text-ink-3">
            {event.actorName} · <code>{event.action}</code>
          </span>
        </span>
        <span className="col-start-2 sm:col-start-auto">
          {environment && <EnvironmentBadge name={environment.name} tier={environment.tier} />}
        </span>
        <span className="col-start-2 text-[13px] text-ink-3 sm:col-start-auto sm:text-right">
          <RelativeTime at={event.at} />
        </span>
      </button>
      {isOpen && (
        <div className="flex flex-col gap-4 border-t border-line bg-sunken px-4 py-4 sm:pl-12">
          <Facts
            items={[
              ["When", formatInstant(event.at)],
              ["Actor", event.actorName],
              [
                "Subject",
                href ? (
                  <Link key="s" href={href} className="prose-link">
                    {event.subjectType} {event.subjectId}
                  </Link>
                ) : (
                  `${event.subjectType} ${event.subjectId}`
                ),
              ],
              ["Hash", <code key="h">{event.hash}</code>],
              ["Hash before", <code key="p">{event.prevHash || "none: the first event"}</code>],
            ]}
          />
          <CodeBlock
            code={JSON.stringify(event.detail, null, 2)}
            language="text"
            label="detail as JSON"
            maxHeight="20rem"
          />
          <div className="flex flex-wrap items-center gap-2">
            <Button size="small" onPress={() => onFilter({ subject: event.subjectId })}>
              Only this {event.subjectType}
            </Button>
            <Button size="small" onPress={() => onFilter({ action: event.action })}>
              Only {event.action}
            </Button>
            {event.actorId && (
              <Button size="small" onPress={() => onFilter({ actor: event.actorId ?? "" })}>
                Only {event.actorName}
              </Button>
            )}
            <span className="ml-auto inline-flex items-center gap-1 text-[13px] text-ink-3">
              <Badge>#{event.seq}</Badge> Link to this event
              <CopyButton
                text={`${typeof location === "undefined" ? "" : location.origin}/audit?event=${event.seq}`}
                label="Copy the link to this event"
              />
            </span>
          </div>
        </div>
      )}
    </li>
  );
}
