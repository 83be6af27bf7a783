import { queryOptions } from "@tanstack/react-query";
import * as z from "zod";
import type { DemoDeployInput, MisbehaveInput } from "@/lib/contracts/demo";
import { TrafficStats } from "@/lib/contracts/demo";
import { getJson, sendJson } from "./http";

export const trafficKeys = { detail: (environmentId: string) => ["traffic", environmentId] as const };

/** The latest figures; afterwards the stream topic `traffic:ENV` keeps them fresh. */
export const trafficOptions = (environmentId: string) =>
  queryOptions({
    queryKey: trafficKeys.detail(environmentId),
    queryFn: ({ signal }) =>
      getJson(`/demo/traffic/${encodeURIComponent(environmentId)}`, TrafficStats, signal),
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
  });

export const deployDemo = (input: z.input<typeof DemoDeployInput>) =>
  sendJson("POST", "/demo/deploys", input, z.unknown());
export const misbehave = (input: z.input<typeof MisbehaveInput>) =>
  sendJson("POST", "/demo/misbehave", input, z.unknown());
