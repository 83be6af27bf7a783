import { createSetupCode, ensureFirstAdmin, SAFE_API_KEY_LENGTH } from "../lib/auth/first-admin";
import { ensureDemo } from "../lib/demo/ensure";
import { childEnvironment } from "../lib/server/child-environment";
import { type Config, readConfig, StartError } from "../lib/server/config";
import { type ControlPlane, openControlPlane } from "../lib/server/control-plane";
import { ensureDataFolder } from "../lib/server/data-folder";
import { portProblem } from "../lib/server/free-port";
import { failureText } from "../lib/server/report-failure";
import { onStopSignals } from "../lib/server/shutdown";
import { type SupervisedChild, superviseChild } from "../lib/server/supervised-child";
import { openStore } from "../lib/store/client";

const log = (line: string): void => console.log(line);
const children: SupervisedChild[] = [];
let controlPlane: ControlPlane | null = null;
let opening: Promise<ControlPlane> | null = null;
let stopping: Promise<never> | null = null;

/** Ends everything in order, clients before the database, and then this process. */
function stop(code: number, line?: string): Promise<never> {
  stopping ??= (async () => {
    if (line) console.error(line);
    try {
      await Promise.all(children.map((child) => child.stop()));
      // It may still be starting; what fails in there cleans up after itself and is reported by main.
      await (await opening?.catch(() => null))?.stop();
    } catch (error) {
      console.error(failureText(error));
      process.exit(1);
    }
    process.exit(code);
  })();
  return stopping;
}

async function main(): Promise<void> {
  const dev = process.argv.includes("--dev");
  const config = readConfig(process.env);
  ensureDataFolder(config.dataDir);
  await requireFreePort(config.host, config.port);
  opening = openControlPlane(config, { log, onLost: (line) => void stop(1, line) });
  controlPlane = await opening;
  if (stopping) return;
  const env = childEnvironment(config, { ...controlPlane, dev });
  // What runs in this process reads the same settings as the children.
  Object.assign(process.env, env);
  const setupCode = await ensureAdministrator(config, controlPlane.databaseUrl);
  if (stopping) return;

  const run = (name: string, args: readonly string[]): SupervisedChild => {
    const child = superviseChild({ name, args, env, log, onGivenUp: (line) => void stop(1, line) });
    children.push(child);
    return child;
  };
  const web = run("web", dev ? ["bin/web.mjs", "--dev"] : ["bin/web.mjs"]);
  const worker = run("worker", ["--import", "tsx", "bin/worker.ts"]);
  void worker.ready.then(() => log("A worker runs."));
  const [demo] = await Promise.all([config.demo ? seedDemo(controlPlane) : false, web.ready]);
  if (stopping) return;
  if (demo) run("traffic", ["--import", "tsx", "bin/traffic.ts"]);
  log(`Interlock is at ${config.url}`);
  if (demo && config.loopback) log("The demo's people sign in there with one click.");
  if (setupCode !== null) log(`Set up the first administrator there with the one-time code ${setupCode}`);
}

/** Makes what is missing of the demo. Without it Interlock is whole: why it is missing is said, and that is all. */
async function seedDemo({ databaseUrl, adminUrl }: ControlPlane): Promise<boolean> {
  const store = openStore(databaseUrl);
  try {
    await ensureDemo({ store, adminUrl, log });
    return true;
  } catch (error) {
    if (!stopping) console.error(`There is no demo: ${error instanceof Error ? error.message : error}`);
    return false;
  } finally {
    await store.close();
  }
}

/** Makes the administrator named in the environment; with none named, and none there, returns a set-up code. */
async function ensureAdministrator({ firstAdmin }: Config, databaseUrl: string): Promise<string | null> {
  const store = openStore(databaseUrl);
  try {
    if (firstAdmin === null) return await createSetupCode(store);
    const made = await ensureFirstAdmin(store, firstAdmin);
    if (made) log(`Made ${made.email} the first administrator.`);
    if (made && firstAdmin.apiKey !== null && firstAdmin.apiKey.length < SAFE_API_KEY_LENGTH) {
      log("INTERLOCK_ADMIN_API_KEY is short enough to guess: make another with `openssl rand -hex 24`.");
    }
    return null;
  } finally {
    await store.close();
  }
}

async function requireFreePort(host: string, port: number): Promise<void> {
  const problem = await portProblem(host, port);
  if (problem === null) return;
  switch (problem) {
    case "EADDRINUSE":
      throw new StartError(
        `Port ${port} on ${host} is taken: stop what listens there, or choose another with PORT=${port + 1} npm start.`,
      );
    case "EACCES":
      throw new StartError(`Port ${port} may not be opened by this user: choose one above 1023 with PORT.`);
    default:
      throw new StartError(`HOST=${host} is no address of this machine (${problem}): correct or unset it.`);
  }
}

onStopSignals({
  onStop: () => {
    log("Stopping …");
    void stop(0);
  },
  onForce: () => {
    console.error("Stopping at once.");
    for (const child of children) child.kill();
    controlPlane?.kill();
    process.exit(130);
  },
});

// Whatever goes wrong in here, nothing may be left running.
for (const event of ["uncaughtException", "unhandledRejection"] as const) {
  process.on(event, (error: unknown) => void stop(1, failureText(error)));
}

main().catch((error: unknown) => stop(1, failureText(error)));
