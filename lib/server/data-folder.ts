import { randomBytes } from "node:crypto";
import {
  accessSync,
  constants,
  existsSync,
  linkSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { StartError } from "./config";
import { isRunning, processIdentity } from "./process-identity";

/** Makes the data folder, or throws StartError when it cannot be used. */
export function ensureDataFolder(dataDir: string): void {
  try {
    makeFolder(dataDir);
    accessSync(dataDir, constants.W_OK | constants.X_OK);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    throw new StartError(
      `The data folder ${dataDir} cannot be written to (${code}): make it writable, or choose another with INTERLOCK_DATA_DIR.`,
    );
  }
}

/** Not mkdir's `recursive`, which never returns where the parent is there but takes no folders, as in /proc. */
function makeFolder(path: string): void {
  try {
    mkdirSync(path);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "EEXIST" && statSync(path).isDirectory()) return;
    if (code !== "ENOENT" || existsSync(dirname(path))) throw error;
    makeFolder(dirname(path));
    mkdirSync(path);
  }
}

/**
 * Takes the data folder for this process, so that no two supervisors run one embedded Postgres. The lock of
 * a killed process is taken over. Returns how to give it back.
 */
export function lockDataFolder(dataDir: string): () => void {
  const lock = join(dataDir, "supervisor.lock");
  const own = processIdentity(process.pid) ?? `${process.pid}@`;
  for (;;) {
    try {
      writeFileSync(lock, own, { flag: "wx", mode: 0o600 });
      return () => {
        if (readText(lock) === own) rmSync(lock, { force: true });
      };
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    }
    const holder = readText(lock);
    if (holder === null) continue;
    if (isRunning(holder)) throw alreadyRunning(dataDir, holder);
    // Moved, then looked at: another starting process may have replaced the stale lock by its own meanwhile.
    const aside = `${lock}.${process.pid}`;
    try {
      renameSync(lock, aside);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "ENOENT") continue;
      throw error;
    }
    const moved = readText(aside) ?? "";
    if (isRunning(moved)) linkSync(aside, lock);
    rmSync(aside, { force: true });
    if (isRunning(moved)) throw alreadyRunning(dataDir, moved);
  }
}

/** True while a supervisor runs on the data folder. */
export function isDataFolderInUse(dataDir: string): boolean {
  const holder = readText(join(dataDir, "supervisor.lock"));
  return holder !== null && isRunning(holder);
}

/** The key kept in the data folder (32 bytes, base64), or null when none was made yet. */
export function readSecretKeyFile(dataDir: string): string | null {
  return readText(keyFile(dataDir))?.trim() || null;
}

/** The key kept in the data folder, made on the first start with mode 0600. */
export function ensureSecretKey(dataDir: string): string {
  const kept = readSecretKeyFile(dataDir);
  if (kept !== null) return kept;
  // Written aside and linked: a killed start leaves no half key, and of two starts both use the first's.
  const making = `${keyFile(dataDir)}.${process.pid}`;
  writeFileSync(making, `${randomBytes(32).toString("base64")}\n`, { mode: 0o600 });
  try {
    linkSync(making, keyFile(dataDir));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  } finally {
    rmSync(making, { force: true });
  }
  const made = readSecretKeyFile(dataDir);
  if (made === null) {
    throw new StartError(
      `${keyFile(dataDir)} is empty: restore it, or delete it and enter every secret again.`,
    );
  }
  return made;
}

const keyFile = (dataDir: string): string => join(dataDir, "secret.key");

function alreadyRunning(dataDir: string, holder: string): StartError {
  return new StartError(
    `Interlock already runs on ${dataDir} (process ${holder.split("@")[0]}): stop it, or give this one another INTERLOCK_DATA_DIR and PORT.`,
  );
}

function readText(path: string): string | null {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw error;
  }
}
