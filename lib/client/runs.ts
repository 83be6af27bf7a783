import { queryOptions } from "@tanstack/react-query";
import type * as z from "zod";
import type { Page } from "@/lib/contracts/common";
import type { Run, RunEvent, RunInput, RunPace } from "@/lib/contracts/run";
import { getJson, queryString, sendJson } from "./http";

export const runKeys = {
  all: ["runs"] as const,
  list: (query: RunListQuery) => ["runs", "list", query] as const,
  detail: (id: string) => ["runs", "detail", id] as const,
  events: (id: string) => ["runs", "events", id] as const,
};

export interface RunListQuery {
  readonly environmentId?: string;
  readonly planId?: string;
  /** Only runs that are not final. */
  readonly active?: boolean;
  readonly limit?: number;
}

export const runsOptions = (query: RunListQuery = {}) =>
  queryOptions({
    queryKey: runKeys.list(query),
    queryFn: ({ signal }) => getJson<Page<Run>>(`/runs${queryString({ ...query })}`, signal),
    refetchInterval: 3000,
  });

/** The run as a whole; afterwards the stream topic `run:ID` folds events into it. */
export const runOptions = (id: string) =>
  queryOptions({
    queryKey: runKeys.detail(id),
    queryFn: ({ signal }) => getJson<Run>(`/runs/${id}`, signal),
  });

/**
 * All events of a run seen so far, in order. Nothing fetches it: the stream fills it from the first event on,
 * and `useTopic("run:ID")` must be mounted.
 */
export const runEventsOptions = (id: string) =>
  queryOptions<readonly RunEvent[]>({
    queryKey: runKeys.events(id),
    queryFn: () => [],
    initialData: [],
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 5 * 60_000,
    enabled: false,
  });

export const startRun = (input: z.input<typeof RunInput>) =>
  sendJson<{ readonly id: string }>("POST", "/runs", input);
export const pauseRun = (id: string) => sendJson<unknown>("POST", `/runs/${id}/pause`, {});
export const resumeRun = (id: string, choice?: string) =>
  sendJson<unknown>("POST", `/runs/${id}/resume`, choice === undefined ? {} : { choice });
export const setRunPace = (id: string, pace: RunPace) => sendJson<unknown>("PATCH", `/runs/${id}`, { pace });
export const abortRun = (id: string) => sendJson<unknown>("POST", `/runs/${id}/abort`, {});
