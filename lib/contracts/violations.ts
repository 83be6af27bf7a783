import * as z from "zod";
import { Instant } from "./common";

/** Rows that stand against a rule of a plan, as they were counted on an environment a moment ago. */
export const Violation = z
  .object({
    relation: z.string(),
    /** The whole sentence: `12 rows of public.people have no email`. */
    message: z.string(),
    help: z.string(),
    /** Null where they could not be counted in time. */
    count: z.number().nullable(),
    /** True where there are more than were counted. */
    more: z.boolean(),
    /** Some of them; empty for those who may not see values. */
    samples: z.array(z.record(z.string(), z.unknown())),
    countedAt: Instant,
  })
  .meta({ id: "Violation" });
export type Violation = z.infer<typeof Violation>;
