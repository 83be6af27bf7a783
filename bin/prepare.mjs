// What `npm start` and `npm test` need before any dependency exists: only Node's own modules in here.
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

export const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));

const OLDEST_NODE = [20, 19];

/** Ends the process with one line when this Node is too old. */
export function requireNode() {
  const [major, minor] = process.versions.node.split(".").map(Number);
  if (major > OLDEST_NODE[0] || (major === OLDEST_NODE[0] && minor >= OLDEST_NODE[1])) return;
  console.error(
    `Interlock needs Node ${OLDEST_NODE.join(".")} or newer, this is ${process.versions.node}: install a newer one from https://nodejs.org.`,
  );
  process.exit(1);
}

/** Runs npm ci unless node_modules already holds what package-lock.json asks for. */
export async function ensureDependencies(say) {
  const lockText = readFileSync(join(ROOT, "package-lock.json"), "utf8");
  const stamp = join(ROOT, "node_modules", ".interlock-installed");
  const wanted = hash(`${lockText}\n${process.platform}-${process.arch}`);
  if (readText(stamp) === wanted) return;
  if (!holdsEverything(lockText)) {
    say("Installing dependencies (npm ci) …");
    // Development dependencies too, whatever NODE_ENV says: the build needs them.
    const flags = ["--include=dev", "--include=optional", "--no-audit", "--no-fund", "--loglevel=error"];
    const { NODE_ENV: _, ...env } = process.env;
    const { code } = await runForwardingSignals(...npmCommand(["ci", ...flags]), { env });
    if (code !== 0) {
      throw new StartFailure("npm ci failed; its own message is above. Correct that and start again.");
    }
  }
  writeFileSync(stamp, wanted);
}

/** Builds the pages unless the last build was made from the same sources. */
export async function ensureBuild(say) {
  const stamp = join(ROOT, ".next", "interlock-built");
  const wanted = sourceHash();
  if (readText(stamp) === wanted && existsSync(join(ROOT, ".next", "BUILD_ID"))) return;
  say("Building the pages (next build) …");
  const next = join(ROOT, "node_modules", "next", "dist", "bin", "next");
  const env = { ...process.env, NODE_ENV: "production", NEXT_TELEMETRY_DISABLED: "1" };
  const { code, output } = await runForwardingSignals(process.execPath, [next, "build"], {
    env,
    quiet: true,
  });
  if (code !== 0) {
    say(output);
    throw new StartFailure("The build failed; its own message is above.");
  }
  writeFileSync(stamp, wanted);
}

/** Start-up cannot go on; the message is one line with the fix. */
export class StartFailure extends Error {}

/** How to call npm, the very one that called us where there is one: command and arguments. */
export function npmCommand(args) {
  const npm = process.env.npm_execpath;
  if (npm?.endsWith(".js") || npm?.endsWith(".cjs")) return [process.execPath, [npm, ...args]];
  return [process.platform === "win32" ? "npm.cmd" : "npm", args];
}

/**
 * npm that is told to end (SIGTERM) ends the shell it started us through, and the shell tells us nothing: so
 * a changed parent counts as SIGTERM. Without npm above us nothing is watched.
 */
export function endWithNpm() {
  if (process.env.npm_lifecycle_event === undefined) return;
  const parent = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(timer);
    process.kill(process.pid, "SIGTERM");
  }, 250);
  timer.unref();
}

/**
 * Runs a command in the clone and resolves to its exit code and, when `quiet`, its output, which otherwise
 * goes to ours. Ctrl-C and SIGTERM end it with all that it started, and then us.
 */
export function runForwardingSignals(command, args, { env = process.env, quiet = false } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd: ROOT,
      env,
      stdio: ["ignore", quiet ? "pipe" : "inherit", quiet ? "pipe" : "inherit"],
      // Its own group, so that one signal reaches npm and all that npm started.
      detached: true,
    });
    let output = "";
    for (const stream of [child.stdout, child.stderr]) stream?.on("data", (chunk) => (output += chunk));
    const forward = (signal) => {
      try {
        process.kill(-child.pid, signal);
      } catch (error) {
        if (error.code !== "ESRCH") throw error;
      }
      child.once("exit", () => process.exit(signal === "SIGINT" ? 130 : 143));
    };
    const signals = ["SIGINT", "SIGTERM", "SIGHUP"];
    for (const signal of signals) process.on(signal, forward);
    const settle = (finish) => (value) => {
      for (const signal of signals) process.off(signal, forward);
      finish(value);
    };
    child.once("error", settle(reject));
    child.once(
      "close",
      settle((code) => resolve({ code: code ?? 1, output })),
    );
  });
}

/**
 * True when the list that npm keeps of what it installed has every package of the lock file, so that an
 * `npm install` done by hand is not done again. Packages for other platforms are never installed.
 */
function holdsEverything(lockText) {
  const installedText = readText(join(ROOT, "node_modules", ".package-lock.json"));
  if (installedText === null) return false;
  const installed = JSON.parse(installedText).packages;
  return Object.entries(JSON.parse(lockText).packages).every(
    ([path, { version, optional, peer }]) =>
      path === "" || installed[path]?.version === version || (!installed[path] && (optional || peer)),
  );
}

const SOURCES = ["app", "components", "lib", "public", "drizzle"];
const SOURCE_FILES = [
  "package-lock.json",
  "proxy.ts",
  "next.config.js",
  "postcss.config.mjs",
  "tsconfig.json",
];

/** By content: a checkout that changes only times does not build again. Some hundred small files. */
function sourceHash() {
  const files = SOURCES.flatMap((folder) => (existsSync(join(ROOT, folder)) ? filesBelow(folder) : []))
    .filter((path) => !/\.test\.tsx?$/.test(path))
    .concat(SOURCE_FILES.filter((path) => existsSync(join(ROOT, path))))
    .sort();
  const all = createHash("sha256").update(process.version);
  for (const path of files) all.update(`\n${path} ${hash(readFileSync(join(ROOT, path)))}`);
  return all.digest("hex");
}

function filesBelow(folder) {
  return readdirSync(join(ROOT, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = `${folder}/${entry.name}`;
    return entry.isDirectory() ? filesBelow(path) : [path];
  });
}

function hash(content) {
  return createHash("sha256").update(content).digest("hex");
}

function readText(path) {
  return existsSync(path) ? readFileSync(path, "utf8") : null;
}
