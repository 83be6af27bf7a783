import { childEnvironment } from "../lib/server/child-environment";
import { readConfig, StartError } from "../lib/server/config";
import { type ControlPlane, openControlPlane } from "../lib/server/control-plane";
import { ensureDataFolder } from "../lib/server/data-folder";
import { portProblem } from "../lib/server/free-port";
import { failureText } from "../lib/server/report-failure";
import { onStopSignals } from "../lib/server/shutdown";
import { type SupervisedChild, superviseChild } from "../lib/server/supervised-child";

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

  const run = (name: string, args: readonly string[]): SupervisedChild => {
    const child = superviseChild({ name, args, env, log, onGivenUp: (line) => void stop(1, line) });
    children.push(child);
    return child;
  };
  const web = run("web", dev ? ["bin/web.mjs", "--dev"] : ["bin/web.mjs"]);
  run("worker", ["--import", "tsx", "bin/worker.ts"]);
  await web.ready;
  log(`Interlock is at ${config.url}`);
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

main().catch((error: unknown) => stop(1, failureText(error)));
