import { execFileSync } from "node:child_process";
import { copyFileSync, existsSync, mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { binariesCache } from "../global-setup";

const FOLDER = join(import.meta.dirname, "npm");
const LIST = "package.json";

/** The npm tools, in a folder that stays for the next run; installed anew where the list has changed. */
export function installNpmTools(): string {
  const home = join(binariesCache(), "migration-tools");
  const wanted = readFileSync(join(FOLDER, LIST), "utf8");
  const done = join(home, "node_modules/installed.json");
  if (existsSync(done) && readFileSync(done, "utf8") === wanted) return home;
  mkdirSync(home, { recursive: true });
  copyFileSync(join(FOLDER, LIST), join(home, LIST));
  const args = ["install", "--no-package-lock", "--ignore-scripts", "--no-audit", "--no-fund"];
  execFileSync("npm", args, { cwd: home, stdio: "inherit" });
  copyFileSync(join(FOLDER, LIST), done);
  return home;
}
