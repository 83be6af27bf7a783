import { randomBytes } from "node:crypto";
import type pg from "pg";
import { quoteIdentifier, quoteLiteral } from "../sql/identifiers";
import { DEMO_COMMENT, type DemoRoles } from "./shape";

/** Passwords of the demo's two roles that sign in. */
export interface DemoPasswords {
  readonly app: string;
  readonly executor: string;
}

export function newDemoPasswords(): DemoPasswords {
  return { app: randomBytes(24).toString("base64url"), executor: randomBytes(24).toString("base64url") };
}

/**
 * Makes the demo's roles, or gives those of an earlier demo these passwords. Roles belong to the whole server:
 * one that somebody else made under such a name is left alone, and this throws.
 */
export async function ensureDemoRoles(
  admin: pg.Client,
  roles: DemoRoles,
  passwords: DemoPasswords,
): Promise<void> {
  await ensureRole(admin, roles.owner, "nologin");
  await ensureRole(admin, roles.app, `login password ${quoteLiteral(passwords.app)}`);
  await ensureRole(admin, roles.executor, `login password ${quoteLiteral(passwords.executor)}`);
  // What Interlock asks of a target and no more: the tables' owner, statistics, and ending other sessions.
  for (const granted of [roles.owner, "pg_monitor", "pg_signal_backend"]) {
    await admin.query(`grant ${quoteIdentifier(granted)} to ${quoteIdentifier(roles.executor)}`);
  }
}

async function ensureRole(admin: pg.Client, name: string, options: string): Promise<void> {
  const { rows } = await admin.query<{ comment: string | null }>(
    "select shobj_description(oid, 'pg_authid') as comment from pg_roles where rolname = $1",
    [name],
  );
  const found = rows[0];
  if (found && found.comment !== DEMO_COMMENT) {
    throw new Error(
      `The server has a role ${name} that is not the demo's: drop it, or start with INTERLOCK_DEMO=0.`,
    );
  }
  const role = quoteIdentifier(name);
  await admin.query("begin");
  await admin.query(`${found ? "alter" : "create"} role ${role} ${options}`);
  await admin.query(`comment on role ${role} is ${quoteLiteral(DEMO_COMMENT)}`);
  await admin.query("commit");
}
