import { chmodSync, lstatSync, mkdirSync } from "node:fs";

/**
 * Makes `path` (its parent must exist) or accepts it when it is a real directory of the running user that
 * nobody else may write to. Anything else may have been planted by another user in a shared place such as
 * /tmp: throws.
 */
export function ensureOwnDirectory(path: string, mode: number): void {
  try {
    mkdirSync(path, { mode });
    chmodSync(path, mode);
    return;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  }
  const found = lstatSync(path);
  if (!found.isDirectory()) throw new Error(`${path} is in the way: move it away.`);
  const uid = process.getuid?.();
  if ((uid !== undefined && found.uid !== uid) || (found.mode & 0o022) !== 0) {
    throw new Error(`${path} belongs to another user or others may write to it: remove it and start again.`);
  }
}
