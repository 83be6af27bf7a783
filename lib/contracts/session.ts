import * as z from "zod";
import { Id } from "./common";
import { User, UserInput } from "./user";

export const DEMO_PERSONS = ["engineer", "approver"] as const;
export const DemoPerson = z.enum(DEMO_PERSONS);
export type DemoPerson = z.infer<typeof DemoPerson>;

/** Who is asking, and which doors are open; answered to anybody. */
export const SessionInfo = z
  .object({
    user: User.nullable(),
    demo: z.object({
      /** One-click sign-in works: the demo is on and the server is reachable from this machine only. */
      available: z.boolean(),
      people: z.array(z.object({ person: DemoPerson, name: z.string(), role: DemoPerson })),
    }),
    /** Nobody but the demo's people exists yet: the first administrator is to be made. */
    setupNeeded: z.boolean(),
  })
  .meta({ id: "SessionInfo" });
export type SessionInfo = z.infer<typeof SessionInfo>;

export const DemoSignInInput = z.strictObject({ person: DemoPerson }).meta({ id: "DemoSignInInput" });

export const SetupState = z.object({ needed: z.boolean() }).meta({ id: "SetupState" });
export const SetupInput = z
  .strictObject({
    code: z
      .string()
      .trim()
      .min(1, "Enter the code from the server's log")
      .meta({ description: "The one-time code that Interlock printed when it started" }),
    email: UserInput.shape.email,
    name: UserInput.shape.name,
    password: UserInput.shape.password.unwrap(),
  })
  .meta({ id: "SetupInput" });
export type SetupInput = z.infer<typeof SetupInput>;

export const Health = z
  .object({
    status: z.enum(["ok", "unavailable"]),
    version: z.string(),
    database: z.object({ ok: z.boolean(), latencyMs: z.number().nullable() }),
    migrations: z.object({ applied: z.int(), pending: z.int(), unknown: z.int() }).nullable(),
    workers: z.object({ alive: z.int() }).nullable(),
    uptimeMs: z.number(),
  })
  .meta({ id: "Health" });
export type Health = z.infer<typeof Health>;

export const DemoSignedIn = z.object({ id: Id, user: User }).meta({ id: "DemoSignedIn" });
export type DemoSignedIn = z.infer<typeof DemoSignedIn>;
