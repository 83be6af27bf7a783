import * as z from "zod";
import { Id } from "./common";
import { Tier } from "./environment";

/** `GET /merge-checks`: what the header of an exported file says, `interlock: plan=… phase=…`. */
export const MergeCheckQuery = z.object({
  plan: z.string().regex(/^[0-9a-f]{12,64}$/, "The plan's hash, 12 digits of it at least"),
  phase: z.string().min(1).max(100),
  /** Name or id of one environment; every production where left out, or every environment where there is none. */
  environment: z.string().min(1).max(200).optional(),
});
export type MergeCheckQuery = z.infer<typeof MergeCheckQuery>;

/** Whether the files of a phase may be merged now. */
export const MergeCheck = z
  .object({
    /** True where nothing is waited for on any of the environments. */
    ok: z.boolean(),
    planId: Id,
    planHash: z.string(),
    title: z.string(),
    phaseId: z.string(),
    environments: z.array(
      z.object({
        id: Id,
        name: z.string(),
        tier: Tier,
        /** What is not done yet of what comes before the phase, in the plan's order; in words. */
        waitsFor: z.array(z.object({ nodeId: z.string(), message: z.string() })),
      }),
    ),
  })
  .meta({ id: "MergeCheck" });
export type MergeCheck = z.infer<typeof MergeCheck>;
