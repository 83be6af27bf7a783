import * as z from "zod";
import { Id, Instant } from "./common";
import { ROLES } from "./constants";

/** Each role may do all that the ones before it may. */
export const Role = z.enum(ROLES);
export type Role = z.infer<typeof Role>;

export const User = z
  .object({ id: Id, email: z.email(), name: z.string(), role: Role, demo: z.boolean(), createdAt: Instant })
  .meta({ id: "User" });
export type User = z.infer<typeof User>;

export const UserInput = z
  .strictObject({
    email: z.email(),
    name: z.string().trim().min(1).max(100),
    role: Role,
    password: z.string().min(10, "At least 10 characters").max(200).optional(),
  })
  .meta({ id: "UserInput" });

export const ApiKeyInput = z
  .strictObject({ name: z.string().trim().min(1).max(60) })
  .meta({ id: "ApiKeyInput" });
export const ApiKeyCreated = z
  .object({ id: Id, name: z.string(), key: z.string() })
  .meta({ id: "ApiKeyCreated" });
export type ApiKeyCreated = z.infer<typeof ApiKeyCreated>;

export const UserPatch = z
  .strictObject({
    name: UserInput.shape.name,
    role: Role,
    password: UserInput.shape.password.unwrap(),
  })
  .partial()
  .meta({ id: "UserPatch" });
export type UserPatch = z.infer<typeof UserPatch>;

/** What may be shown of a key: never the key. */
export const ApiKeySummary = z
  .object({
    id: Id,
    name: z.string(),
    /** The first characters, to tell keys apart. Null for a key that the operator chose. */
    start: z.string().nullable(),
    createdAt: Instant,
    lastUsedAt: Instant.nullable(),
  })
  .meta({ id: "ApiKeySummary" });
export type ApiKeySummary = z.infer<typeof ApiKeySummary>;
export const ApiKeyList = z.object({ items: z.array(ApiKeySummary), nextCursor: z.null() });
export type ApiKeyList = z.infer<typeof ApiKeyList>;

/** Who is asking: a person, by session or by one of their keys. */
export interface Actor {
  readonly userId: string;
  readonly name: string;
  readonly email: string;
  readonly role: Role;
  readonly via: "session" | "api-key" | "system";
}
