import * as z from "zod";
import { Id, Instant } from "./common";

export const LockSession = z.object({
  pid: z.int(),
  user: z.string().nullable(),
  applicationName: z.string().nullable(),
  clientAddress: z.string().nullable(),
  backendType: z.string().nullable(),
  state: z.string().nullable(),
  waitEventType: z.string().nullable(),
  waitEvent: z.string().nullable(),
  /** Literals replaced by `?` for those who may not see them. */
  query: z.string().nullable(),
  xactStart: Instant.nullable(),
  queryStart: Instant.nullable(),
  stateChange: Instant.nullable(),
  /** How long it has been waiting for a lock; null where it is not. */
  waitingMs: z.number().nullable(),
  /** Whom it waits for; those whom it waits for through one of them are left out. */
  blockedBy: z.array(z.int()),
  locks: z.array(z.object({ relation: z.string(), mode: z.string(), granted: z.boolean() })),
  /** Set where the session is one of our own runs. */
  runId: Id.nullable(),
});
export type LockSession = z.infer<typeof LockSession>;

export interface BlockerNode {
  readonly pid: number;
  readonly blocks: readonly BlockerNode[];
}
/** A root waits for nobody (or stands in a cycle); below it are those who wait for it. */
export const BlockerNode: z.ZodType<BlockerNode> = z
  .object({
    pid: z.int(),
    get blocks() {
      return z.array(BlockerNode);
    },
  })
  .meta({ id: "BlockerNode" });

export const Locks = z
  .object({
    takenAt: Instant,
    /** How long the sample took on the target. */
    sampleMs: z.number(),
    sessions: z.array(LockSession),
    roots: z.array(BlockerNode),
    summary: z.object({ waiting: z.int(), longestWaitMs: z.number(), harmMs: z.number() }),
    /** Why the sample could not be taken; the rest is then empty. */
    error: z.string().nullable(),
  })
  .meta({ id: "Locks" });
export type Locks = z.infer<typeof Locks>;

export const SessionActionInput = z
  .strictObject({ reason: z.string().trim().min(3, "Say why, in a few words: it goes on the audit trail") })
  .meta({ id: "SessionActionInput" });

/** The worst of one second, as a sampler saw it. */
export const TapePoint = z
  .object({ at: Instant, waiting: z.int(), longestWaitMs: z.number(), harmMs: z.number() })
  .meta({ id: "TapePoint" });
export type TapePoint = z.infer<typeof TapePoint>;

/** The last fifteen minutes where nothing is said. */
export const TapeQuery = z.object({ from: Instant.optional(), to: Instant.optional() });
