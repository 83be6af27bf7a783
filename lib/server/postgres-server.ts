import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import {
  appendFileSync,
  chownSync,
  closeSync,
  existsSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import type { PostgresAccount } from "./postgres-account";
import { postgresProcessesOn, postmasterPid } from "./process-identity";

/** A server to run: `home` is a directory that `account` can enter and, as its owner, write to. */
export interface ServerPlace {
  /** Directory with `initdb` and `postgres`. */
  readonly bin: string;
  readonly home: string;
  readonly account: PostgresAccount | null;
}

export interface RunningServer {
  /** Connection string of the superuser to database `postgres`. */
  readonly adminUrl: string;
  readonly port: number;
  /** Resolves when the server process ends, whoever ended it. */
  readonly ended: Promise<void>;
  /** Fast shutdown: open sessions are ended, the data is checkpointed. Returns when the process is gone. */
  stop(): Promise<void>;
  /** Immediate shutdown, for the last moment before this process exits: the next start recovers from the log. */
  kill(): void;
}

export const SUPERUSER = "postgres";
// Crash recovery of a busy server comes before the first connection is let in.
const READY_LIMIT_MS = 120_000;
const STOP_LIMIT_MS = 20_000;
const LOG_LIMIT_BYTES = 16 * 1024 * 1024;

export const dataDirectoryOf = (home: string): string => join(home, "data");
const logFileOf = (home: string): string => join(home, "postgres.log");

/**
 * Makes the cluster when there is none. Built aside and renamed into place: a killed initdb leaves no
 * half-made cluster to be started. Password sign-in (scram) for every connection.
 */
export function initialiseCluster(place: ServerPlace, { password }: { password: string }): void {
  const data = dataDirectoryOf(place.home);
  if (existsSync(join(data, "PG_VERSION"))) return;
  // Of an initdb that was killed.
  for (const name of readdirSync(place.home).filter((entry) => entry.startsWith("making-")))
    rmSync(join(place.home, name), { recursive: true, force: true });
  const making = mkdtempSync(join(place.home, "making-"));
  const passwordFile = join(making, "password");
  writeFileSync(passwordFile, `${password}\n`, { mode: 0o600 });
  if (place.account) {
    chownSync(making, place.account.uid, place.account.gid);
    chownSync(passwordFile, place.account.uid, place.account.gid);
  }
  try {
    execFileSync(
      join(place.bin, "initdb"),
      [
        ...["-D", join(making, "data"), "-U", SUPERUSER, `--pwfile=${passwordFile}`],
        ...["--auth=scram-sha-256", "--encoding=UTF8", "--locale=C"],
      ],
      { ...identityOf(place.account), cwd: making, env: cleanEnvironment(), stdio: "pipe" },
    );
    rmSync(data, { recursive: true, force: true });
    renameSync(join(making, "data"), data);
  } finally {
    rmSync(making, { recursive: true, force: true });
  }
}

/**
 * Starts the cluster of `place` on a loopback port and waits until it lets connections in.
 * A server left behind on it by a killed process is shut down first.
 */
export async function startServer(
  place: ServerPlace,
  options: { password: string; port: number; settings: Readonly<Record<string, string>> },
): Promise<RunningServer> {
  await stopLeftOver(place.home);
  const data = dataDirectoryOf(place.home);
  const log = logFileOf(place.home);
  if (existsSync(log) && statSync(log).size > LOG_LIMIT_BYTES) renameSync(log, `${log}.1`);
  appendFileSync(log, "", { mode: 0o600 });
  const output = openSync(log, "a");
  const settings = {
    listen_addresses: "127.0.0.1",
    port: String(options.port),
    unix_socket_directories: "",
    logging_collector: "off",
    ...options.settings,
  };
  const child = spawn(
    join(place.bin, "postgres"),
    ["-D", data, ...Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`])],
    {
      ...identityOf(place.account),
      cwd: place.home,
      env: cleanEnvironment(),
      // A group of its own: Ctrl-C in the terminal must not stop the server under its clients.
      detached: true,
      stdio: ["ignore", output, output],
    },
  );
  closeSync(output);
  const ended = new Promise<void>((resolve) => {
    child.once("exit", () => resolve());
    child.once("error", () => resolve());
  });
  const password = encodeURIComponent(options.password);
  const adminUrl = `postgres://${SUPERUSER}:${password}@127.0.0.1:${options.port}/postgres`;
  try {
    await untilReady(adminUrl, child, log);
  } catch (error) {
    child.kill("SIGQUIT");
    await ended;
    throw error;
  }
  return {
    adminUrl,
    port: options.port,
    ended,
    stop: () => stopChild(child, ended),
    kill: () => child.kill("SIGQUIT"),
  };
}

/**
 * Shuts down whatever still runs on the cluster below `home`: a postmaster whose owner was killed (fast
 * shutdown, so nothing is lost), or the children of a killed postmaster. Waits until they are gone.
 */
export async function stopLeftOver(home: string): Promise<void> {
  const data = dataDirectoryOf(home);
  const deadline = Date.now() + STOP_LIMIT_MS;
  const postmaster = postmasterPid(data);
  let asked = false;
  for (;;) {
    const left = postgresProcessesOn(data);
    if (left.length === 0) break;
    const late = Date.now() > deadline;
    if (Date.now() > deadline + STOP_LIMIT_MS) {
      throw new Error(
        `Postgres processes ${left.join(", ")} on ${data} do not end: stop them and start again.`,
      );
    }
    if (!asked || late) {
      const headless = postmaster === null || !left.includes(postmaster);
      for (const pid of headless ? left : [postmaster]) signal(pid, headless || late ? "SIGQUIT" : "SIGINT");
      asked = true;
    }
    await sleep(25);
  }
  // The pid in a stale lock file may belong to an unrelated process by now; Postgres would refuse to start.
  rmSync(join(data, "postmaster.pid"), { force: true });
}

async function stopChild(child: ChildProcess, ended: Promise<void>): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill("SIGINT");
  const stopped = await Promise.race([ended.then(() => true), sleep(STOP_LIMIT_MS, false, { ref: false })]);
  if (stopped) return;
  child.kill("SIGQUIT");
  await ended;
}

async function untilReady(adminUrl: string, child: ChildProcess, log: string): Promise<void> {
  const deadline = Date.now() + READY_LIMIT_MS;
  for (;;) {
    if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) {
      throw new Error(`Postgres did not start: ${lastComplaint(log)} (whole log: ${log})`);
    }
    const client = new pg.Client({ connectionString: adminUrl, connectionTimeoutMillis: 5_000 });
    // A connection cut off by the starting server is an answer like any other.
    client.on("error", () => {});
    try {
      await client.connect();
      await client.end();
      return;
    } catch (error) {
      await client.end().catch(() => {});
      // 28P01: the server answers, but not to our password. Waiting does not help.
      if ((error as { code?: string }).code === "28P01" || Date.now() > deadline) throw error;
    }
    await sleep(20);
  }
}

function lastComplaint(log: string): string {
  const lines = readFileSync(log, "utf8").trimEnd().split("\n").slice(-12);
  return (lines.findLast((line) => /FATAL|PANIC|ERROR|error/.test(line)) ?? lines.at(-1) ?? "").trim();
}

function identityOf(account: PostgresAccount | null): { uid?: number; gid?: number } {
  return account ? { uid: account.uid, gid: account.gid } : {};
}

/** Without PG* and locale variables of the shell, which change what initdb and postgres do. */
function cleanEnvironment(): NodeJS.ProcessEnv {
  return { PATH: process.env.PATH, LC_ALL: "C", TZ: "UTC" } as unknown as NodeJS.ProcessEnv;
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}
