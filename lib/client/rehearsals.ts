import { queryOptions } from "@tanstack/react-query";
import type { Page } from "@/lib/contracts/common";
import type { Rehearsal, RehearsalBrief, RehearsalState } from "@/lib/contracts/rehearsal";
import { getJson, queryString, sendJson } from "./http";

export const rehearsalKeys = {
  newest: (planId: string, environmentId: string) => ["rehearsals", planId, environmentId] as const,
  detail: (id: string) => ["rehearsals", "detail", id] as const,
};

const ON_ITS_WAY: readonly RehearsalState[] = ["queued", "running"];

/** Whether a worker is at it, or will be. */
export const isOnItsWay = ({ state }: Pick<RehearsalBrief, "state">): boolean => ON_ITS_WAY.includes(state);

/** The newest rehearsal of a plan on an environment, null where there is none; looked at every second while one is on its way. */
export const newestRehearsalOptions = (planId: string, environmentId: string) =>
  queryOptions({
    queryKey: rehearsalKeys.newest(planId, environmentId),
    queryFn: async ({ signal }) => {
      const path = `/plans/${planId}/rehearsals${queryString({ environmentId, limit: 1 })}`;
      return (await getJson<Page<RehearsalBrief>>(path, signal)).items[0] ?? null;
    },
    refetchInterval: ({ state: { data } }) => (data && isOnItsWay(data) ? 1_000 : 10_000),
  });

/** A rehearsal that has ended, with its report: it changes no more. */
export const rehearsalOptions = (id: string) =>
  queryOptions({
    queryKey: rehearsalKeys.detail(id),
    queryFn: ({ signal }) => getJson<Rehearsal>(`/rehearsals/${id}`, signal),
    staleTime: Number.POSITIVE_INFINITY,
  });

export const requestRehearsal = (planId: string, environmentId: string) =>
  sendJson<Rehearsal>("POST", `/plans/${planId}/rehearsals`, { environmentId });
