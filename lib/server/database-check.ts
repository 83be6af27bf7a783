import pg from "pg";
import { StartError } from "./config";

/**
 * Connects once to the control-plane database given by DATABASE_URL. Throws StartError with the cause and
 * the fix; passwords stay out of it.
 */
export async function checkDatabase(databaseUrl: string): Promise<void> {
  const url = new URL(databaseUrl);
  const where = `${url.hostname || "localhost"}:${url.port || "5432"}`;
  const database = decodeURIComponent(url.pathname.slice(1));
  const user = decodeURIComponent(url.username) || "(none given)";
  const client = new pg.Client({ connectionString: databaseUrl, connectionTimeoutMillis: 10_000 });
  client.on("error", () => {});
  try {
    await client.connect();
    const { rows } = await client.query<{ major: number; may: boolean }>(
      `select current_setting('server_version_num')::int / 10000 as major,
              has_database_privilege(current_database(), 'CREATE') as may`,
    );
    if (!rows[0]?.may) {
      throw new StartError(
        `Role ${user} may not create schemas in ${database} at ${where}: grant create on database ${database} to it.`,
      );
    }
    if (rows[0].major < 14) {
      throw new StartError(
        `The server at ${where} is Postgres ${rows[0].major}: DATABASE_URL needs Postgres 14 or newer.`,
      );
    }
  } catch (error) {
    if (error instanceof StartError) throw error;
    throw new StartError(explain(error as NodeJS.ErrnoException, { where, database, user }), {
      cause: error,
    });
  } finally {
    await client.end().catch(() => {});
  }
}

function explain(
  error: NodeJS.ErrnoException,
  { where, database, user }: { where: string; database: string; user: string },
): string {
  // Where a name has several addresses Node wraps one error for each.
  const code = error.code ?? (error as { errors?: { code?: string }[] }).errors?.[0]?.code;
  switch (code) {
    case "ECONNREFUSED":
      return `Nothing listens at ${where}: start that Postgres, or correct host and port in DATABASE_URL.`;
    case "ENOTFOUND":
    case "EAI_AGAIN":
      return `The host of DATABASE_URL (${where}) is not known: correct its name.`;
    case "28P01":
    case "28000":
      return `${where} does not let ${user} in: correct user and password in DATABASE_URL (${error.message.split("\n")[0]}).`;
    case "3D000":
      return `There is no database ${database} at ${where}: create it, or correct DATABASE_URL.`;
    case "42501":
      return `Role ${user} may not connect to ${database} at ${where}: grant it CONNECT.`;
    default:
      return `The database at ${where} cannot be used (${(error.message || code || "no reason given").split("\n")[0]}): check DATABASE_URL.`;
  }
}
