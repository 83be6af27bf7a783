import { lookup } from "node:dns/promises";
import { isIP, type Socket } from "node:net";
import { type ConnectionOptions, checkServerIdentity } from "node:tls";
import pg from "pg";
import type { TargetConnection } from "./connection-string";
import { describeTargetError, sqlStateOf, TargetError } from "./errors";
import { addressRefusal } from "./host";
import { type SessionSettings, sessionSettingsSql } from "./session-settings";

export interface TargetOptions extends SessionSettings {
  /** Shown in pg_stat_activity, at most 63 bytes: `interlock:run:<id>`, `interlock:monitor`, `interlock:check` … */
  readonly applicationName: string;
  /** Default 10,000. */
  readonly connectTimeoutMs?: number;
  /**
   * How long to wait here for an answer to a statement. Default: statementTimeoutMs + 5,000; none where that is 0.
   * A stopped server process or a cut cable fires no timeout on the server, so the client counts too.
   * After it fires the connection is of no more use.
   */
  readonly clientDeadlineMs?: number | null;
}

/**
 * Opens one session on a target, with every timeout set. Throws TargetError with a short text that holds no secret.
 *
 * The driver gets a configuration object built here, never a connection string, and a password function even where
 * the password is empty: given a string, `pg` reads the files it names; given nothing, PG* variables and ~/.pgpass.
 * The caller ends the client. A connection that drops later fails the query in flight and does not end the process.
 */
export async function openTarget(connection: TargetConnection, options: TargetOptions): Promise<pg.Client> {
  const connectTimeoutMs = options.connectTimeoutMs ?? 10_000;
  // A wrong limit is a bug of the caller's: found before anything is connected to.
  sessionSettingsSql(options);
  let lastError: unknown;
  for (const address of await resolveHost(connection.host)) {
    try {
      return await openAddress(connection, address, options, connectTimeoutMs);
    } catch (error) {
      lastError = error;
      // The server answered: another address would say the same.
      if (sqlStateOf(error) !== null) break;
    }
  }
  throw toTargetError(lastError);
}

/** Runs `fn` with a session of its own, which is ended whatever happens. Errors come out as `fn` threw them. */
export async function withTarget<T>(
  connection: TargetConnection,
  options: TargetOptions,
  fn: (client: pg.Client) => Promise<T>,
): Promise<T> {
  const client = await openTarget(connection, options);
  try {
    return await fn(client);
  } finally {
    await closeTarget(client);
  }
}

/**
 * Ends a session; where the server does not answer within a second, or the driver's `end` never settles (seen where
 * the peer had closed the connection before the login was through), its socket is destroyed. Never throws.
 */
export async function closeTarget(client: pg.Client): Promise<void> {
  const { stream } = (client as unknown as { connection: { stream: Socket } }).connection;
  if (stream.destroyed) return;
  const ended = client.end().catch(() => {});
  let timer: NodeJS.Timeout | undefined;
  const tooLong = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, 1000);
  });
  await Promise.race([ended, tooLong]);
  clearTimeout(timer);
  stream.destroy();
}

/** Resolved once, and connected to by address: a name that changes in between cannot lead elsewhere. */
async function resolveHost(host: string): Promise<string[]> {
  let addresses: string[];
  if (isIP(host)) addresses = [host];
  else {
    try {
      addresses = (await lookup(host, { all: true })).map((entry) => entry.address);
    } catch (error) {
      throw new TargetError("unreachable", "The host name could not be resolved.", { cause: error });
    }
  }
  for (const address of addresses) {
    const refusal = addressRefusal(address);
    if (refusal) throw new TargetError("host-refused", refusal);
  }
  return addresses;
}

async function openAddress(
  connection: TargetConnection,
  address: string,
  options: TargetOptions,
  connectTimeoutMs: number,
): Promise<pg.Client> {
  const ssl = tlsOptions(connection);
  if (connection.sslmode !== "prefer") return connect(connection, address, ssl, options, connectTimeoutMs);
  try {
    return await connect(connection, address, ssl, options, connectTimeoutMs);
  } catch (error) {
    // As libpq does for "prefer": no TLS on offer, then without.
    if (!(error instanceof Error && /does not support SSL/i.test(error.message))) throw error;
    return connect(connection, address, false, options, connectTimeoutMs);
  }
}

async function connect(
  connection: TargetConnection,
  address: string,
  ssl: ConnectionOptions | false,
  options: TargetOptions,
  connectTimeoutMs: number,
): Promise<pg.Client> {
  const client = new pg.Client({
    host: address,
    port: connection.port,
    database: connection.database,
    user: connection.user,
    password: () => connection.password,
    ssl,
    application_name: options.applicationName,
    connectionTimeoutMillis: connectTimeoutMs,
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
    query_timeout: clientDeadlineMs(options),
  });
  ignoreEnvironment(client);
  // Without a listener, a connection that drops between two queries would end the process.
  client.on("error", () => {});
  try {
    await client.connect();
    await applySettings(client, options);
    return client;
  } catch (error) {
    await closeTarget(client);
    throw error;
  }
}

async function applySettings(client: pg.Client, options: TargetOptions): Promise<void> {
  try {
    await client.query(sessionSettingsSql(options));
  } catch (error) {
    if (sqlStateOf(error) !== "22023") throw error;
    await client.query(sessionSettingsSql(options, { noticesLostClients: false }));
  }
}

function clientDeadlineMs(options: TargetOptions): number | undefined {
  if (options.clientDeadlineMs !== undefined) return options.clientDeadlineMs ?? undefined;
  const statementTimeoutMs = options.statementTimeoutMs ?? 30_000;
  return statementTimeoutMs === 0 ? undefined : statementTimeoutMs + 5_000;
}

/** `pg` falls back to PGOPTIONS and PGREPLICATION where the configuration leaves them out or empty. */
function ignoreEnvironment(client: pg.Client): void {
  const parameters = (client as unknown as { connectionParameters: Record<string, unknown> })
    .connectionParameters;
  parameters.options = undefined;
  parameters.replication = undefined;
}

/** libpq's meanings: `require` checks the certificate only where an authority was given. */
function tlsOptions(connection: TargetConnection): ConnectionOptions | false {
  const { sslmode, ca, host } = connection;
  if (sslmode === "disable") return false;
  const verifies =
    sslmode === "verify-ca" || sslmode === "verify-full" || (sslmode === "require" && ca !== null);
  return {
    ...(ca === null ? {} : { ca }),
    ...(isIP(host) ? {} : { servername: host }),
    rejectUnauthorized: verifies,
    checkServerIdentity: (_name, certificate) =>
      sslmode === "verify-full" ? checkServerIdentity(host, certificate) : undefined,
  };
}

function toTargetError(error: unknown): TargetError {
  if (error instanceof TargetError) return error;
  const code = sqlStateOf(error) ?? "unreachable";
  return new TargetError(code, describeTargetError(error), { cause: error });
}
