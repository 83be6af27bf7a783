import { and, asc, eq, inArray, isNull, sql } from "drizzle-orm";
import * as z from "zod";
import { ROLES } from "../contracts/constants";
import { DemoVersion, Misbehaviour } from "../contracts/demo";
import type { Queryable } from "../store/client";
import { demoCommands } from "../store/schema";

const CommandActor = z.object({
  userId: z.string(),
  name: z.string(),
  email: z.string(),
  role: z.enum(ROLES),
  via: z.enum(["session", "api-key", "system"]),
});

/** What people tell the traffic generator, as it travels through the control plane. */
export const DemoCommand = z.discriminatedUnion("kind", [
  z.object({
    kind: z.literal("deploy"),
    payload: z.object({
      version: DemoVersion,
      planId: z.string().optional(),
      nodeId: z.string().optional(),
      /** Who pressed the button: the deploys are recorded in their name. */
      actor: CommandActor,
    }),
  }),
  z.object({
    kind: z.literal("misbehave"),
    payload: z.object({ misbehaviour: Misbehaviour, durationMs: z.int() }),
  }),
  z.object({ kind: z.literal("stop"), payload: z.object({ misbehaviour: Misbehaviour }) }),
]);
export type DemoCommand = z.infer<typeof DemoCommand>;
export type DeployCommand = Extract<DemoCommand, { kind: "deploy" }>["payload"];

export type WaitingCommand = DemoCommand & { readonly id: number; readonly environmentId: string };

export async function insertDemoCommand(
  q: Queryable,
  environmentId: string,
  command: DemoCommand,
): Promise<void> {
  await q.insert(demoCommands).values({ environmentId, kind: command.kind, payload: command.payload });
}

/** Commands of these environments that are not done, oldest first. */
export async function waitingCommands(
  q: Queryable,
  environmentIds: readonly string[],
): Promise<WaitingCommand[]> {
  if (environmentIds.length === 0) return [];
  const rows = await q
    .select()
    .from(demoCommands)
    .where(and(isNull(demoCommands.doneAt), inArray(demoCommands.environmentId, [...environmentIds])))
    .orderBy(asc(demoCommands.id));
  return rows.map(({ id, environmentId, kind, payload }) => ({
    id,
    environmentId,
    ...DemoCommand.parse({ kind, payload }),
  }));
}

export async function markCommandDone(q: Queryable, id: number): Promise<void> {
  await q.update(demoCommands).set({ doneAt: sql`now()` }).where(eq(demoCommands.id, id));
}
