import { execFileSync } from "node:child_process";
import { readFileSync, statSync } from "node:fs";
import { dirname } from "node:path";

/** The operating-system account that a Postgres server of ours runs as. */
export interface PostgresAccount {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
}

const CREATED_ACCOUNT = "interlock";

/**
 * Null for an ordinary user: the server runs as that user. Postgres refuses to run as root, so for root this
 * is an unprivileged account: the system's own `postgres`, else `interlock`, which is made when it is missing,
 * else `nobody`. initdb looks its account up by name, so a bare number is not enough.
 */
export function postgresAccount(): PostgresAccount | null {
  if (process.getuid?.() !== 0) return null;
  const existing = lookUpAccount("postgres") ?? lookUpAccount(CREATED_ACCOUNT);
  if (existing) return existing;
  const commands: readonly (readonly [string, readonly string[]])[] = [
    ["useradd", ["--system", "--no-create-home", "--shell", "/usr/sbin/nologin", CREATED_ACCOUNT]],
    ["adduser", ["-S", "-D", "-H", CREATED_ACCOUNT]],
  ];
  for (const [command, args] of commands) {
    try {
      execFileSync(command, args, { stdio: "ignore" });
    } catch {
      continue;
    }
    const created = lookUpAccount(CREATED_ACCOUNT);
    if (created) return created;
  }
  const nobody = lookUpAccount("nobody");
  if (nobody) return nobody;
  throw new Error(
    "Postgres does not run as root, and no unprivileged account was found or could be made: start Interlock as an ordinary user, or set DATABASE_URL.",
  );
}

/** True when `account` may enter every directory above and including `path` (null: the running user may). */
export function canReach(path: string, account: PostgresAccount | null): boolean {
  if (account === null) return true;
  for (let current = path; ; current = dirname(current)) {
    const { mode, uid, gid } = statSync(current);
    const bit = uid === account.uid ? 0o100 : gid === account.gid ? 0o010 : 0o001;
    if ((mode & bit) === 0) return false;
    if (current === dirname(current)) return true;
  }
}

function lookUpAccount(name: string): PostgresAccount | null {
  const line = readFileSync("/etc/passwd", "utf8")
    .split("\n")
    .find((entry) => entry.startsWith(`${name}:`));
  const [, , uid, gid] = line?.split(":") ?? [];
  const account = { name, uid: Number(uid), gid: Number(gid) };
  return Number.isInteger(account.uid) && account.uid > 0 && Number.isInteger(account.gid) ? account : null;
}
