import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import type { AuditEvent, AuditVerification } from "@/lib/contracts/audit";
import type { Page } from "@/lib/contracts/common";
import { getJson, queryString } from "./http";

export interface AuditFilter {
  readonly action?: string;
  readonly actorId?: string;
  readonly environmentId?: string;
  readonly subjectId?: string;
  readonly q?: string;
  readonly from?: string;
  readonly to?: string;
}

export const auditKeys = {
  all: ["audit"] as const,
  list: (filter: AuditFilter) => ["audit", "list", filter] as const,
  verification: ["audit", "verification"] as const,
};

export const auditOptions = (filter: AuditFilter) =>
  infiniteQueryOptions({
    queryKey: auditKeys.list(filter),
    initialPageParam: "",
    queryFn: ({ pageParam, signal }) =>
      getJson<Page<AuditEvent>>(`/audit${queryString({ ...filter, cursor: pageParam })}`, signal),
    getNextPageParam: (page) => page.nextCursor ?? undefined,
  });

/** One event by its sequence: a link to it must work however old it is. */
export const auditEventOptions = (seq: number) =>
  queryOptions({
    queryKey: [...auditKeys.all, "event", seq] as const,
    queryFn: async ({ signal }) => {
      // The cursor is the sequence of the event before the page, newest first.
      const page = await getJson<Page<AuditEvent>>(
        `/audit${queryString({ cursor: seq + 1, limit: 1 })}`,
        signal,
      );
      return page.items.find((event) => event.seq === seq) ?? null;
    },
    // An event never changes.
    staleTime: Number.POSITIVE_INFINITY,
  });

/** Walks the whole chain on the server; asked for by hand. */
export const verificationOptions = () =>
  queryOptions({
    queryKey: auditKeys.verification,
    queryFn: ({ signal }) => getJson<AuditVerification>("/audit/verify", signal),
    enabled: false,
    retry: false,
  });
