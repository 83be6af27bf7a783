// `npm run demo:reset`: the demo's databases anew, beside a running server or without one.
import { resetDemo } from "../lib/demo/ensure";
import { attachToControlPlane } from "../lib/server/attach";
import { childEnvironment } from "../lib/server/child-environment";
import { readConfig, StartError } from "../lib/server/config";
import { openControlPlane } from "../lib/server/control-plane";
import { ensureDataFolder, isDataFolderInUse } from "../lib/server/data-folder";
import { failureText } from "../lib/server/report-failure";
import { openStore } from "../lib/store/client";

const log = (line: string): void => console.log(line);

async function main(): Promise<void> {
  const config = readConfig(process.env);
  if (!config.demo) throw new StartError("There is no demo here: set INTERLOCK_DEMO=1 to have one.");
  ensureDataFolder(config.dataDir);
  const attached = config.databaseUrl !== null || isDataFolderInUse(config.dataDir);
  const controlPlane = attached
    ? { ...(await attachToControlPlane(config)), stop: async () => {} }
    : await openControlPlane(config, { log, onLost: (line) => console.error(line) });
  Object.assign(process.env, childEnvironment(config, controlPlane));
  const store = openStore(controlPlane.databaseUrl);
  try {
    await resetDemo({ store, adminUrl: controlPlane.adminUrl, log });
  } finally {
    await store.close();
    await controlPlane.stop();
  }
}

main().then(
  () => process.exit(0),
  (error: unknown) => {
    console.error(failureText(error));
    process.exit(1);
  },
);
