import * as z from "zod";
import { Id, Instant } from "./common";

/** An object that is not as Interlock left it. `before` is null where it is new, `after` where it is gone. */
export const DriftItem = z.object({
  /** "table", "column", "index" … */
  kind: z.string(),
  object: z.string(),
  /** What was said of it and is not any more, in plain words. */
  before: z.string().nullable(),
  after: z.string().nullable(),
});
export type DriftItem = z.infer<typeof DriftItem>;

/** `GET /environments/:id/drift`: what others have changed on the tables that plans worked on. */
export const EnvironmentDrift = z
  .object({
    items: z.array(DriftItem),
    nextCursor: z.null(),
    /** The tables that are known from runs here, each as its newest run left it; others have no known state. */
    tables: z.array(z.object({ relation: z.string(), runId: Id, knownSince: Instant })),
  })
  .meta({ id: "EnvironmentDrift" });
export type EnvironmentDrift = z.infer<typeof EnvironmentDrift>;
