import { queryOptions } from "@tanstack/react-query";
import type * as z from "zod";
import type { DemoDeployInput, MisbehaveInput, TrafficStats } from "@/lib/contracts/demo";
import { getJson, sendJson } from "./http";

export const trafficKeys = { detail: (environmentId: string) => ["traffic", environmentId] as const };

/** The latest figures; afterwards the stream topic `traffic:ENV` keeps them fresh. */
export const trafficOptions = (environmentId: string) =>
  queryOptions({
    queryKey: trafficKeys.detail(environmentId),
    queryFn: ({ signal }) =>
      getJson<TrafficStats>(`/demo/traffic/${encodeURIComponent(environmentId)}`, signal),
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
  });

export const deployDemo = (input: z.input<typeof DemoDeployInput>) =>
  sendJson<unknown>("POST", "/demo/deploys", input);
export const misbehave = (input: z.input<typeof MisbehaveInput>) =>
  sendJson<unknown>("POST", "/demo/misbehave", input);
