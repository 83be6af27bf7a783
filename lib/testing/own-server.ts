import { execFileSync } from "node:child_process";
import { chownSync, readFileSync, rmSync, statfsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import pg from "pg";
import {
  dataDirectoryOf,
  initialiseCluster,
  type RunningServer,
  type ServerPlace,
  startServer,
} from "../server/postgres-server";
import { postmasterPid } from "../server/process-identity";
import { removePlace } from "../server/throw-away-server";
import { binariesCache, makePlace, startOptions } from "./global-setup";
import { type ServerMajor, TARGET_MAJOR } from "./server-addresses";
import { serverPrograms } from "./server-programs";

type StartOptions = Awaited<ReturnType<typeof startOptions>>;

/** A server that belongs to one test, which may kill, copy or fill it. */
export interface OwnServer {
  readonly adminUrl: string;
  readonly data: string;
  /** All that it has logged. */
  log(): string;
  /** A session of the superuser's. */
  connect(database?: string): Promise<pg.Client>;
  /** `kill -9` of the postmaster; its children notice and end. */
  kill(): Promise<void>;
  /** Resolves when its process has ended, whoever ended it. */
  ended(): Promise<void>;
  /** On the same port as before; recovers first where it was killed. */
  start(): Promise<void>;
  /** Takes all room that is left on its disk, or gives it back. */
  fill(full: boolean): void;
  /** A replica that streams by the way that `through` makes of this server's address. Stops this one for a copy. */
  replica(through?: (url: string) => string | Promise<string>): Promise<OwnServer>;
  /** Stops it and takes its folder away. */
  remove(): Promise<void>;
}

/** Starts one, with settings on top of the tests' own; on a disk of its own where one is asked for (see `makePlace`). */
export async function startOwnServer({
  settings = {},
  diskMegabytes,
  major = TARGET_MAJOR,
}: {
  readonly settings?: Readonly<Record<string, string>>;
  readonly diskMegabytes?: number;
  readonly major?: ServerMajor;
} = {}): Promise<OwnServer> {
  const place = makePlace(serverPrograms(major, binariesCache()).bin, diskMegabytes);
  const options = await startOptions(settings);
  initialiseCluster(place, options);
  return runOn(place, options);
}

async function runOn(place: ServerPlace, options: StartOptions): Promise<OwnServer> {
  const data = dataDirectoryOf(place.home);
  let server: RunningServer = await startServer(place, options);
  const filler = join(place.home, "filler");
  const start = async () => {
    server = await startServer(place, options);
  };
  return {
    adminUrl: server.adminUrl,
    data,
    log: () => readFileSync(join(place.home, "postgres.log"), "utf8"),
    async connect(database = "postgres") {
      const url = new URL(server.adminUrl);
      url.pathname = `/${database}`;
      const client = new pg.Client({ connectionString: url.href });
      client.on("error", () => {});
      await client.connect();
      return client;
    },
    async kill() {
      process.kill(postmasterPid(data) ?? 0, "SIGKILL");
      await server.ended;
    },
    ended: () => server.ended,
    start,
    fill(full) {
      rmSync(filler, { force: true });
      if (!full) return;
      const { bavail, bsize } = statfsSync(place.home);
      try {
        writeFileSync(filler, Buffer.alloc(bavail * bsize));
      } catch (error) {
        // The server took some of it meanwhile; what was written stays, and there is no room left.
        if ((error as { code?: string }).code !== "ENOSPC") throw error;
      }
    },
    async replica(through = (url) => url) {
      await server.stop();
      const copy = makePlace(place.bin);
      execFileSync("cp", ["-a", data, dataDirectoryOf(copy.home)]);
      await start();
      const { hostname, port, username, password } = new URL(await through(server.adminUrl));
      writeFileSync(
        join(dataDirectoryOf(copy.home), "postgresql.auto.conf"),
        `primary_conninfo = 'host=${hostname} port=${port} user=${username} password=${password} sslmode=disable application_name=replica'\n`,
      );
      const signal = join(dataDirectoryOf(copy.home), "standby.signal");
      writeFileSync(signal, "");
      if (copy.account) chownSync(signal, copy.account.uid, copy.account.gid);
      const { port: ownPort } = await startOptions({});
      return runOn(copy, { ...options, port: ownPort });
    },
    async remove() {
      await server.stop();
      removePlace(place.home);
    },
  };
}
