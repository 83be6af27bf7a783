import { execFileSync } from "node:child_process";
import { copyFileSync, existsSync, mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { binariesCache } from "./global-setup";

const LIST = "package.json";

/**
 * Packages that only some tests call as programs, in a folder that stays for the next run; installed anew where the list
 * has changed. `list` is the folder with their package.json. They stand in no lock file: some bring a binary for each
 * system, and npm refuses a lock file that lacks those of other systems.
 */
export function installNpmTools(list: string): string {
  const wanted = readFileSync(join(list, LIST), "utf8");
  const home = join(binariesCache(), (JSON.parse(wanted) as { name: string }).name);
  const done = join(home, "node_modules/installed.json");
  if (existsSync(done) && readFileSync(done, "utf8") === wanted) return home;
  mkdirSync(home, { recursive: true });
  copyFileSync(join(list, LIST), join(home, LIST));
  const args = ["install", "--no-package-lock", "--ignore-scripts", "--no-audit", "--no-fund"];
  execFileSync("npm", args, { cwd: home, stdio: "inherit" });
  copyFileSync(join(list, LIST), done);
  return home;
}
