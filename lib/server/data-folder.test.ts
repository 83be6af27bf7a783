import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { StartError } from "./config";
import {
  ensureDataFolder,
  ensureSecretKey,
  isDataFolderInUse,
  lockDataFolder,
  readSecretKeyFile,
} from "./data-folder";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "interlock-folder-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

it("makes the folder and says so when it cannot", () => {
  ensureDataFolder(join(folder, "a", "b"));
  expect(statSync(join(folder, "a", "b")).isDirectory()).toBe(true);
  writeFileSync(join(folder, "file"), "");
  expect(() => ensureDataFolder(join(folder, "file", "below"))).toThrow(/INTERLOCK_DATA_DIR/);
});

it.skipIf(process.platform !== "linux")("refuses a place that takes no folders", () => {
  expect(() => ensureDataFolder("/proc/interlock")).toThrow(/INTERLOCK_DATA_DIR/);
});

it.skipIf(process.getuid?.() === 0)("refuses a folder that it may not write to", () => {
  mkdirSync(join(folder, "shut"));
  chmodSync(join(folder, "shut"), 0o500);
  expect(() => ensureDataFolder(join(folder, "shut"))).toThrow(StartError);
});

it("makes one key of 32 bytes that only its owner reads", () => {
  expect(readSecretKeyFile(folder)).toBeNull();
  const key = ensureSecretKey(folder);
  expect(Buffer.from(key, "base64")).toHaveLength(32);
  expect(ensureSecretKey(folder)).toBe(key);
  expect(statSync(join(folder, "secret.key")).mode & 0o777).toBe(0o600);
  expect(readdirSync(folder)).toEqual(["secret.key"]);
});

it("locks out a second process until the lock is given back", () => {
  expect(isDataFolderInUse(folder)).toBe(false);
  const unlock = lockDataFolder(folder);
  expect(isDataFolderInUse(folder)).toBe(true);
  expect(() => lockDataFolder(folder)).toThrow(new RegExp(`process ${process.pid}`));
  unlock();
  lockDataFolder(folder)();
  expect(readdirSync(folder)).toEqual([]);
});

it.each(["1@0", `${process.pid}@0`, "999999999@5", ""])(
  "takes over the lock %j of a process that is gone",
  (stale) => {
    writeFileSync(join(folder, "supervisor.lock"), stale);
    lockDataFolder(folder)();
    expect(readdirSync(folder)).toEqual([]);
  },
);
