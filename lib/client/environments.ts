import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import type * as z from "zod";
import type { Catalog } from "@/lib/catalog/model";
import type { Page } from "@/lib/contracts/common";
import type { EnvironmentDrift } from "@/lib/contracts/drift";
import type {
  Environment,
  EnvironmentCheck,
  EnvironmentInput,
  EnvironmentPatch,
} from "@/lib/contracts/environment";
import type { Locks, TapePoint } from "@/lib/contracts/locks";
import { getJson, queryString, sendJson } from "./http";

export const environmentKeys = {
  all: ["environments"] as const,
  detail: (id: string) => ["environments", id] as const,
  catalog: (id: string) => ["environments", id, "catalog"] as const,
  locks: (id: string) => ["environments", id, "locks"] as const,
  drift: (id: string) => ["environments", id, "drift"] as const,
};

/** What others have changed since the last known state. */
export const driftOptions = (id: string) =>
  queryOptions({
    queryKey: environmentKeys.drift(id),
    queryFn: ({ signal }) => getJson<EnvironmentDrift>(`/environments/${id}/drift`, signal),
    staleTime: 30_000,
    retry: false,
  });

export const environmentsOptions = () =>
  queryOptions({
    queryKey: environmentKeys.all,
    queryFn: ({ signal }) => getJson<Page<Environment>>("/environments?limit=500", signal),
    staleTime: 10_000,
  });

export const environmentOptions = (id: string) =>
  queryOptions({
    queryKey: environmentKeys.detail(id),
    queryFn: ({ signal }) => getJson<Environment>(`/environments/${id}`, signal),
    staleTime: 10_000,
  });

export const catalogOptions = (id: string) =>
  queryOptions({
    queryKey: environmentKeys.catalog(id),
    queryFn: ({ signal }) => getJson<Catalog>(`/environments/${id}/catalog`, signal),
    staleTime: 60_000,
  });

/** The latest sample; afterwards the stream topic `locks:ENV` keeps it fresh. */
export const locksOptions = (id: string) =>
  queryOptions({
    queryKey: environmentKeys.locks(id),
    queryFn: ({ signal }) => getJson<Locks>(`/environments/${id}/locks`, signal),
    staleTime: Number.POSITIVE_INFINITY,
  });

/** How many waited, second by second, over the last fifteen minutes; kept up to date while it is shown. */
export const tapeOptions = (id: string) =>
  queryOptions({
    queryKey: [...environmentKeys.locks(id), "tape"] as const,
    queryFn: ({ signal }) => getJson<Page<TapePoint>>(`/environments/${id}/locks/tape`, signal),
    refetchInterval: 5_000,
  });

/** The same over a stretch of at most an hour. What is past never changes. */
export const tapeOfOptions = (id: string, stretch: { readonly from: string; readonly to: string }) =>
  queryOptions({
    queryKey: [...environmentKeys.locks(id), "tape", "of", stretch] as const,
    queryFn: ({ signal }) =>
      getJson<Page<TapePoint>>(`/environments/${id}/locks/tape${queryString(stretch)}`, signal),
    staleTime: Number.POSITIVE_INFINITY,
    placeholderData: keepPreviousData,
  });

/** The worst sample of a second of the past: it never changes. */
export const tapeSampleOptions = (id: string, at: string) =>
  queryOptions({
    queryKey: [...environmentKeys.locks(id), "tape", at] as const,
    queryFn: ({ signal }) =>
      getJson<Locks>(`/environments/${id}/locks/tape/${encodeURIComponent(at)}`, signal),
    staleTime: Number.POSITIVE_INFINITY,
  });

export const createEnvironment = (input: z.input<typeof EnvironmentInput>) =>
  sendJson<Environment>("POST", "/environments", input);
export const patchEnvironment = (id: string, patch: z.input<typeof EnvironmentPatch>) =>
  sendJson<Environment>("PATCH", `/environments/${id}`, patch);
export const deleteEnvironment = (id: string) => sendJson<unknown>("DELETE", `/environments/${id}`);
export const checkEnvironment = (id: string) =>
  sendJson<EnvironmentCheck>("POST", `/environments/${id}/check`, {});

/** `cancel` stops the session's statement, `terminate` its connection; the reason goes on the audit trail. */
export const actOnSession = (
  environmentId: string,
  pid: number,
  act: "cancel" | "terminate",
  reason: string,
) => sendJson<unknown>("POST", `/environments/${environmentId}/sessions/${pid}/${act}`, { reason });
