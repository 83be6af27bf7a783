import * as z from "zod";
import { TrafficStats } from "./demo";
import { Locks } from "./locks";
import { RunEvent } from "./run";

/** One stream per browser. `topic` is `run:ID`, `locks:ENV` or `traffic:ENV`. */
export const StreamFrame = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("run"), topic: z.string(), event: RunEvent }),
  z.object({ kind: z.literal("locks"), topic: z.string(), locks: Locks }),
  z.object({ kind: z.literal("traffic"), topic: z.string(), traffic: TrafficStats }),
]);
export type StreamFrame = z.infer<typeof StreamFrame>;
