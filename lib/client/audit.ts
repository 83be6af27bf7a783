import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { AuditEvent, AuditVerification } from "@/lib/contracts/audit";
import { pageOf } from "@/lib/contracts/common";
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
      getJson(`/audit${queryString({ ...filter, cursor: pageParam })}`, pageOf(AuditEvent), signal),
    getNextPageParam: (page) => page.nextCursor ?? undefined,
  });

/** Walks the whole chain on the server; asked for by hand. */
export const verificationOptions = () =>
  queryOptions({
    queryKey: auditKeys.verification,
    queryFn: ({ signal }) => getJson("/audit/verify", AuditVerification, signal),
    enabled: false,
    retry: false,
  });
