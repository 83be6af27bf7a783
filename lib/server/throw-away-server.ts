import { execFileSync } from "node:child_process";
import {
  chownSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { postgresAccount } from "./postgres-account";
import { type ServerPlace, stopLeftOver } from "./postgres-server";
import { isRunning, processIdentity } from "./process-identity";

/**
 * A folder for a server that is thrown away with it, which the account that runs Postgres can enter; its name begins
 * with `prefix`. With `diskMegabytes` a disk of its own, as large as that: only root may make one, where the system
 * lets it.
 */
export function makeThrowAwayPlace(bin: string, prefix: string, diskMegabytes?: number): ServerPlace {
  const account = postgresAccount();
  const home = mkdtempSync(join(tmpdir(), prefix));
  if (diskMegabytes !== undefined)
    execFileSync("mount", ["-t", "tmpfs", "-o", `size=${diskMegabytes}m,mode=700`, "tmpfs", home]);
  writeFileSync(join(home, "owner"), processIdentity(process.pid) ?? "");
  if (account) chownSync(home, account.uid, account.gid);
  return { bin, home, account };
}

/** Takes such a folder away, and its disk. The server on it is stopped already. */
export function removePlace(home: string): void {
  // A folder that is a disk lies on another device than the one it is in.
  if (statSync(home).dev !== statSync(dirname(home)).dev) execFileSync("umount", [home]);
  rmSync(home, { recursive: true, force: true });
}

/** A killed process leaves its throw-away servers running: stops and removes those whose maker is no more. */
export async function removeLeftOvers(prefix: string): Promise<void> {
  const account = postgresAccount();
  const owners = [process.getuid?.(), account?.uid];
  for (const name of readdirSync(tmpdir()).filter((entry) => entry.startsWith(prefix))) {
    const home = join(tmpdir(), name);
    const found = statSync(home, { throwIfNoEntry: false });
    if (!found?.isDirectory() || !owners.includes(found.uid)) continue;
    const ownerFile = join(home, "owner");
    // Another process may be between making the folder and writing the file.
    const young = Date.now() - found.mtimeMs < 60_000;
    if (existsSync(ownerFile) ? isRunning(readFileSync(ownerFile, "utf8")) : young) continue;
    await stopLeftOver(home);
    removePlace(home);
  }
}
