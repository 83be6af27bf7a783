import { randomBytes } from "node:crypto";
import pg from "pg";
import { inject } from "vitest";
import { type ServerMajor, TARGET_MAJOR } from "./server-addresses";

export interface TestDatabase {
  readonly name: string;
  /** As the superuser that owns the database. */
  readonly url: string;
  /** The superuser on the server's `postgres` database. */
  readonly adminUrl: string;
  /** Ends every session on the database and drops it. */
  drop(): Promise<void>;
}

export interface TestRole {
  readonly name: string;
  readonly password: string;
  /** `url` with this role's name and password in place of the ones in it. */
  urlFor(url: string): string;
  /** Drops the role. What it owns or was granted in `databases` (connection strings) goes with it. */
  drop(databases?: readonly string[]): Promise<void>;
}

/** A version, for the server that the global set-up started of it; or a server of the test's own. */
export type ServerChoice = ServerMajor | { readonly adminUrl: string };

export function testServer(choice: ServerChoice): { readonly adminUrl: string } {
  if (typeof choice === "object") return choice;
  const adminUrl = inject("testServers")[choice];
  if (adminUrl === undefined) throw new Error(`No PostgreSQL ${choice} was started for this run.`);
  return { adminUrl };
}

/** A database of the test's own; `template` is the name of a database that nobody is connected to. */
export async function createTestDatabase(
  server: ServerChoice = TARGET_MAJOR,
  { template }: { template?: string } = {},
): Promise<TestDatabase> {
  const { adminUrl } = testServer(server);
  const name = uniqueName("db");
  await asAdmin(adminUrl, (client) =>
    client.query(
      `create database ${name}${template === undefined ? "" : ` template ${pg.escapeIdentifier(template)}`}`,
    ),
  );
  const url = new URL(adminUrl);
  url.pathname = `/${name}`;
  return {
    name,
    url: url.href,
    adminUrl,
    drop: async () => {
      await asAdmin(adminUrl, async (client) => {
        await untilLeft(client, name);
        await client.query(`drop database if exists ${name} with (force)`);
      });
    },
  };
}

/** A role that can sign in and owns nothing; `attributes` is put behind CREATE ROLE, e.g. `createdb`. */
export async function createTestRole(
  server: ServerChoice = TARGET_MAJOR,
  { attributes = "", password = randomBytes(12).toString("hex"), name = uniqueName("role") } = {},
): Promise<TestRole> {
  const { adminUrl } = testServer(server);
  await asAdmin(adminUrl, (client) =>
    client.query(
      `create role ${pg.escapeIdentifier(name)} login password ${pg.escapeLiteral(password)} ${attributes}`,
    ),
  );
  return {
    name,
    password,
    urlFor: (url) => {
      const own = new URL(url);
      own.username = encodeURIComponent(name);
      own.password = encodeURIComponent(password);
      return own.href;
    },
    drop: async (databases = []) => {
      for (const url of databases) {
        await asAdmin(url, (client) => client.query(`drop owned by ${pg.escapeIdentifier(name)}`));
      }
      await asAdmin(adminUrl, (client) => client.query(`drop role ${pg.escapeIdentifier(name)}`));
    },
  };
}

/** Sessions that are closing get a moment to be gone: ended by force, their driver would report an error to nobody. */
async function untilLeft(client: pg.Client, database: string): Promise<void> {
  const deadline = Date.now() + 2_000;
  for (;;) {
    const { rowCount } = await client.query("select from pg_stat_activity where datname = $1", [database]);
    if (!rowCount || Date.now() > deadline) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

async function asAdmin<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

function uniqueName(kind: string): string {
  return `test_${kind}_${randomBytes(6).toString("hex")}`;
}
