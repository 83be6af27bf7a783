import { and, asc, eq, isNull } from "drizzle-orm";
import { TIERS } from "../contracts/constants";
import { type Environment, type EnvironmentCheck, Policy, type Tier } from "../contracts/environment";
import { SSL_MODES, type TargetConnection } from "../target/connection-string";
import type { Queryable } from "./client";
import { newId } from "./ids";
import { environments } from "./schema";
import { openSecret, sealSecret } from "./secrets";

type Row = typeof environments.$inferSelect;

/** What an environment is made of before it has an id. */
export interface NewEnvironment {
  readonly name: string;
  readonly tier: Tier;
  readonly connection: TargetConnection;
  readonly services: readonly string[];
  readonly policy: Partial<Policy>;
  readonly demo?: boolean;
  readonly lastCheck?: EnvironmentCheck | null;
}

/** All environments that are not deleted: by tier (lowest first), then by name. */
export async function listEnvironments(q: Queryable): Promise<Environment[]> {
  const rows = await q
    .select()
    .from(environments)
    .where(isNull(environments.deletedAt))
    .orderBy(asc(environments.name));
  return rows
    .map(toEnvironment)
    .sort((a, b) => TIERS.indexOf(a.tier) - TIERS.indexOf(b.tier) || a.name.localeCompare(b.name));
}

/** The environment without its secret; null where there is none, or it was deleted. */
export async function getEnvironment(q: Queryable, id: string): Promise<Environment | null> {
  const row = await liveRow(q, id);
  return row ? toEnvironment(row) : null;
}

/**
 * How to connect to an environment's target: holds the password, so it stays on the server.
 * Null where there is no such environment; throws SecretError where the key is not the one it was sealed with.
 */
export async function findTargetConnection(q: Queryable, id: string): Promise<TargetConnection | null> {
  const row = await liveRow(q, id);
  if (!row) return null;
  const secret = JSON.parse(openSecret(row.sealedSecret, row.id)) as { password: string; ca: string | null };
  const sslmode = SSL_MODES.find((mode) => mode === row.connection.sslmode);
  if (!sslmode) throw new Error(`Environment ${id} has an unknown sslmode`);
  return { ...row.connection, sslmode, password: secret.password, ca: secret.ca };
}

/** Adds an environment and seals its secret. Throws 23505 where the name is taken. */
export async function insertEnvironment(q: Queryable, input: NewEnvironment): Promise<Environment> {
  const id = newId("env");
  const [row] = await q
    .insert(environments)
    .values({
      id,
      name: input.name,
      tier: input.tier,
      services: [...input.services],
      policy: input.policy,
      demo: input.demo ?? false,
      lastCheck: input.lastCheck ?? null,
      ...connectionColumns(id, input.connection),
    })
    .returning();
  return toEnvironment(row!);
}

/** Changes what is given and leaves the rest. Null where there is no such environment. */
export async function updateEnvironment(
  q: Queryable,
  id: string,
  patch: Partial<NewEnvironment>,
): Promise<Environment | null> {
  const { connection, services, demo: _demo, ...plain } = patch;
  const values = {
    ...plain,
    ...(services ? { services: [...services] } : {}),
    ...(connection ? connectionColumns(id, connection) : {}),
  };
  if (Object.keys(values).length === 0) return getEnvironment(q, id);
  const [row] = await q
    .update(environments)
    .set(values)
    .where(and(eq(environments.id, id), isNull(environments.deletedAt)))
    .returning();
  return row ? toEnvironment(row) : null;
}

/**
 * Takes an environment out of sight and overwrites its secret; its history stays readable.
 * A deleted name can be used again.
 */
export async function markEnvironmentDeleted(q: Queryable, id: string): Promise<void> {
  await q
    .update(environments)
    .set({ deletedAt: new Date(), sealedSecret: sealSecret(JSON.stringify({ password: "", ca: null }), id) })
    .where(eq(environments.id, id));
}

async function liveRow(q: Queryable, id: string): Promise<Row | undefined> {
  const [row] = await q
    .select()
    .from(environments)
    .where(and(eq(environments.id, id), isNull(environments.deletedAt)));
  return row;
}

function connectionColumns(id: string, connection: TargetConnection) {
  const { password, ca, ...open } = connection;
  return { connection: open, sealedSecret: sealSecret(JSON.stringify({ password, ca }), id) };
}

/** A row as anybody may see it. The stored policy holds only what was chosen; defaults are filled in here. */
export function toEnvironment(row: Row): Environment {
  return {
    id: row.id,
    name: row.name,
    tier: row.tier,
    services: row.services,
    policy: Policy.parse(row.policy),
    demo: row.demo,
    connection: row.connection,
    lastCheck: row.lastCheck ?? null,
    createdAt: row.createdAt.toISOString(),
  };
}
