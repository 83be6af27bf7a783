import { mkdirSync, mkdtempSync, rmSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterEach, beforeEach, expect, it } from "vitest";
import { bundledCommandLine } from "./bundle.mjs";

let root: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "interlock-bundle-"));
  write("bin/bundle.mjs", "");
  write("package-lock.json", "{}");
  write("tsconfig.json", '{ "compilerOptions": { "paths": { "@/*": ["./*"] } } }');
  write("bin/interlock.ts", 'export const main = async () => (await import("@/lib/word")).word;');
  write("lib/word.ts", 'export const word: string = "one";');
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

function write(path: string, text: string) {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
}

async function said(): Promise<string> {
  const { main } = await import(/* @vite-ignore */ pathToFileURL(await bundledCommandLine(root)).href);
  return main();
}

it("is made once while nothing changes", async () => {
  const first = await bundledCommandLine(root);
  const { ctimeMs } = statSync(join(dirname(first), "made-from.json"));
  expect(await said()).toBe("one");
  expect(await bundledCommandLine(root)).toBe(first);
  expect(statSync(join(dirname(first), "made-from.json")).ctimeMs).toBe(ctimeMs);
});

it("is made anew after a change that leaves size and time of the file as they were", async () => {
  expect(await said()).toBe("one");
  const path = join(root, "lib/word.ts");
  const { atime, mtime } = statSync(path);
  write("lib/word.ts", 'export const word: string = "two";');
  utimesSync(path, atime, mtime);
  expect(await said()).toBe("two");
});

it("is made anew where another file is taken for an import", async () => {
  expect(await said()).toBe("one");
  write("lib/word.tsx", 'export const word: string = "three";');
  expect(await said()).toBe("three");
});

it("is made anew where a part of it is gone", async () => {
  const path = await bundledCommandLine(root);
  rmSync(path);
  expect(await bundledCommandLine(root)).toBe(path);
  expect(await said()).toBe("one");
});

it("says so where it cannot be kept, or a source is gone", async () => {
  write("node_modules", "no folder");
  await expect(bundledCommandLine(root)).rejects.toThrow();
  rmSync(join(root, "node_modules"));
  expect(await said()).toBe("one");
  rmSync(join(root, "lib/word.ts"));
  await expect(bundledCommandLine(root)).rejects.toThrow(/word/);
});
