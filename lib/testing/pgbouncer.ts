import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, chownSync, existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { freePort } from "../server/free-port";
import { postgresAccount } from "../server/postgres-account";
import type { TransactionPooler } from "./transaction-pooler";

const PROGRAM = "/usr/sbin/pgbouncer";
export const hasPgbouncer = existsSync(PROGRAM);

/** The real one, in transaction mode, for the role that `url` names. https://www.pgbouncer.org/config.html */
export async function startPgbouncer(url: string): Promise<TransactionPooler> {
  const { hostname, port, username, password } = new URL(url);
  const account = postgresAccount();
  const own = await freePort();
  const folder = mkdtempSync(join(tmpdir(), "interlock-pgbouncer-"));
  const users = join(folder, "users.txt");
  const settings = join(folder, "pgbouncer.ini");
  writeFileSync(users, `"${decodeURIComponent(username)}" "${decodeURIComponent(password)}"\n`);
  writeFileSync(
    settings,
    [
      "[databases]",
      `* = host=${hostname} port=${port}`,
      "[pgbouncer]",
      "listen_addr = 127.0.0.1",
      `listen_port = ${own}`,
      "unix_socket_dir =",
      "auth_type = scram-sha-256",
      `auth_file = ${users}`,
      "pool_mode = transaction",
    ].join("\n"),
  );
  if (account) {
    for (const path of [folder, users, settings]) chownSync(path, account.uid, account.gid);
    chmodSync(folder, 0o700);
  }
  const child = spawn(PROGRAM, ["-q", settings], {
    stdio: "ignore",
    ...(account && { uid: account.uid, gid: account.gid }),
  });
  const ended = once(child, "exit");
  while (!(await listens(own))) {
    if (child.exitCode !== null) throw new Error(`pgbouncer ended with code ${child.exitCode}.`);
    await sleep(20);
  }
  return {
    urlFor(direct) {
      const through = new URL(direct);
      through.hostname = "127.0.0.1";
      through.port = String(own);
      through.searchParams.set("sslmode", "disable");
      return through.href;
    },
    async close() {
      child.kill("SIGTERM");
      await ended;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function listens(port: number): Promise<boolean> {
  const socket = connect({ host: "127.0.0.1", port });
  try {
    await once(socket, "connect");
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}
