import * as z from "zod";
import { Instant } from "./common";
import { DEMO_VERSIONS, MISBEHAVIOURS } from "./constants";

export const DemoVersion = z.enum(DEMO_VERSIONS);
export type DemoVersion = z.infer<typeof DemoVersion>;

export const Misbehaviour = z.enum(MISBEHAVIOURS);
export type Misbehaviour = z.infer<typeof Misbehaviour>;

/** What the demo's traffic generator counts, per environment. */
export const TrafficStats = z
  .object({
    at: Instant,
    running: z.boolean(),
    /** Planned transactions a second, all services together. */
    plannedPerSecond: z.number(),
    services: z.array(
      z.object({
        service: z.string(),
        versions: z.array(z.object({ version: z.string(), clients: z.int() })),
      }),
    ),
    /** Since the generator started. */
    successes: z.number(),
    /** Transactions that should have been started by the schedule since the generator started. */
    planned: z.number(),
    errors: z.array(z.object({ sqlstate: z.string(), count: z.number(), lastMessage: z.string() })),
    /** One entry a second, newest last, at most 120. */
    history: z.array(
      z.object({
        at: Instant,
        successes: z.number(),
        errors: z.number(),
        p50Ms: z.number(),
        p99Ms: z.number(),
        maxMs: z.number(),
      }),
    ),
    misbehaving: z.array(z.object({ kind: Misbehaviour, since: Instant, note: z.string() })),
  })
  .meta({ id: "TrafficStats" });
export type TrafficStats = z.infer<typeof TrafficStats>;

export const DemoDeployInput = z
  .strictObject({
    environmentId: z.string(),
    version: DemoVersion,
    planId: z.string().optional(),
    nodeId: z.string().optional(),
  })
  .meta({ id: "DemoDeployInput" });
export const MisbehaveInput = z
  .strictObject({
    environmentId: z.string(),
    kind: Misbehaviour,
    stop: z.boolean().default(false),
    durationMs: z.int().min(1000).max(600_000).default(60_000),
  })
  .meta({ id: "MisbehaveInput" });
