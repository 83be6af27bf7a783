import * as z from "zod";
import { DemoDeployInput, DemoVersion, MisbehaveInput, Misbehaviour, TrafficStats } from "../demo";
import type { Endpoint } from "./endpoint";

export const demoEndpoints = [
  {
    method: "POST",
    path: "/api/v1/demo/deploys",
    tag: "demo",
    summary: "Deploy a version of the demo's shop, rolling",
    description:
      "Answers at once; the deploys of its services are recorded as it goes. For environments of the demo only.",
    role: "engineer",
    body: DemoDeployInput,
    responses: {
      202: {
        description: "Asked for",
        schema: z.object({ environmentId: z.string(), version: DemoVersion }),
      },
    },
    fails: [404],
  },
  {
    method: "POST",
    path: "/api/v1/demo/misbehave",
    tag: "demo",
    summary: "Start or stop a misbehaviour of the demo's shop",
    description:
      "Each kind at most once at a time; `old-cron-worker` goes on until stopped, whatever `durationMs` says.",
    role: "engineer",
    body: MisbehaveInput,
    responses: {
      202: {
        description: "Asked for",
        schema: z.object({ environmentId: z.string(), kind: Misbehaviour, stop: z.boolean() }),
      },
    },
    fails: [404],
  },
  {
    method: "GET",
    path: "/api/v1/demo/traffic/{environmentId}",
    tag: "demo",
    summary: "What the demo's shop counts: successes, errors by SQLSTATE, latency",
    role: "viewer",
    responses: { 200: { description: "The newest numbers", schema: TrafficStats } },
    fails: [404],
  },
] as const satisfies readonly Endpoint[];
