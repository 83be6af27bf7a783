// `npm run worker`: one more worker on the control plane of a server that runs already, here or elsewhere.
import { attachToControlPlane } from "../lib/server/attach";
import { childEnvironment } from "../lib/server/child-environment";
import { readConfig } from "../lib/server/config";
import { failureText } from "../lib/server/report-failure";
import { onStopSignals } from "../lib/server/shutdown";
import { superviseChild } from "../lib/server/supervised-child";
import { migrate } from "../lib/store/migrate";

const log = (line: string): void => console.log(line);

async function main(): Promise<void> {
  const config = readConfig(process.env);
  const controlPlane = await attachToControlPlane(config);
  // Refuses a database that a newer Interlock has migrated.
  await migrate(controlPlane.databaseUrl);
  const worker = superviseChild({
    name: "worker",
    args: ["--import", "tsx", "bin/worker.ts"],
    env: childEnvironment(config, controlPlane),
    log,
    onGivenUp: (line) => {
      console.error(line);
      process.exit(1);
    },
  });
  onStopSignals({
    onStop: () => {
      log("Stopping …");
      void worker.stop().then(() => process.exit(0));
    },
    onForce: () => {
      worker.kill();
      process.exit(130);
    },
  });
  log("A worker runs. Ctrl-C stops it.");
}

main().catch((error: unknown) => {
  console.error(failureText(error));
  process.exit(1);
});
