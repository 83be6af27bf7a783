import { migrate } from "../store/migrate";
import { type Config, StartError } from "./config";
import { ensureSecretKey, lockDataFolder } from "./data-folder";
import { checkDatabase } from "./database-check";
import { type EmbeddedPostgres, startEmbeddedPostgres } from "./embedded-postgres";

/** The database that Interlock keeps its own records in, ready for use. */
export interface ControlPlane {
  readonly databaseUrl: string;
  /** A role that may create databases and roles on the same server: the embedded superuser, else DATABASE_URL's own. */
  readonly adminUrl: string;
  readonly secretKey: string;
  stop(): Promise<void>;
  /** Ends the embedded server at once; for the last moment before this process exits. */
  kill(): void;
}

const RESTART_LIMIT = 5;

/**
 * Starts the embedded Postgres, or checks the database of DATABASE_URL, and migrates it. An embedded server
 * that dies is started again on the same port; when that fails too often, `onLost` is told.
 */
export async function openControlPlane(
  config: Config,
  { log, onLost }: { log: (line: string) => void; onLost: (line: string) => void },
): Promise<ControlPlane> {
  const secretKey = config.secretKey ?? ensureSecretKey(config.dataDir);
  if (config.databaseUrl !== null) {
    await checkDatabase(config.databaseUrl);
    await migrate(config.databaseUrl);
    const { databaseUrl } = config;
    return { databaseUrl, adminUrl: databaseUrl, secretKey, stop: async () => {}, kill: () => {} };
  }
  const unlock = lockDataFolder(config.dataDir);
  let server: EmbeddedPostgres;
  try {
    server = await startEmbeddedPostgres(config.dataDir);
  } catch (error) {
    unlock();
    throw error;
  }
  const kept = keepRunning(server, { dataDir: config.dataDir, log, onLost });
  const stop = async (): Promise<void> => {
    await kept.stop();
    unlock();
  };
  try {
    await migrate(server.databaseUrl);
  } catch (error) {
    await stop();
    throw error;
  }
  return { databaseUrl: server.databaseUrl, adminUrl: server.adminUrl, secretKey, stop, kill: kept.kill };
}

function keepRunning(
  first: EmbeddedPostgres,
  { dataDir, log, onLost }: { dataDir: string; log: (line: string) => void; onLost: (line: string) => void },
): { stop(): Promise<void>; kill(): void } {
  let server = first;
  let stopping = false;
  let restarts = 0;
  let restarting: Promise<void> = Promise.resolve();
  const watch = (): void => {
    void server.ended.then(() => {
      if (!stopping) restarting = restart();
    });
  };
  const restart = async (): Promise<void> => {
    restarts += 1;
    if (restarts > RESTART_LIMIT) return onLost("The embedded Postgres keeps ending: giving up.");
    log("The embedded Postgres ended unexpectedly; starting it again.");
    try {
      const next = await startEmbeddedPostgres(dataDir);
      if (next.port !== first.port) {
        await next.stop();
        throw new StartError(`Port ${first.port} of the embedded Postgres was taken meanwhile.`);
      }
      server = next;
      watch();
    } catch (error) {
      onLost(
        `The embedded Postgres cannot be started again: ${error instanceof Error ? error.message : error}`,
      );
    }
  };
  watch();
  return {
    kill() {
      stopping = true;
      server.kill();
    },
    async stop() {
      stopping = true;
      await restarting;
      await server.stop();
    },
  };
}
