import { openStore, type Store } from "../store/client";
import { attachToControlPlane } from "./attach";
import { childEnvironment } from "./child-environment";
import type { Config } from "./config";
import { openControlPlane } from "./control-plane";
import { ensureDataFolder, isDataFolderInUse } from "./data-folder";

/**
 * Does one thing on the control plane and ends, beside a running server or without one: the embedded database is
 * started for it where it is down. Throws StartError where neither is possible.
 */
export async function withControlPlane(
  config: Config,
  log: (line: string) => void,
  work: (store: Store, adminUrl: string) => Promise<void>,
): Promise<void> {
  ensureDataFolder(config.dataDir);
  const attached = config.databaseUrl !== null || isDataFolderInUse(config.dataDir);
  const controlPlane = attached
    ? { ...(await attachToControlPlane(config)), stop: async () => {} }
    : await openControlPlane(config, { log, onLost: (line) => console.error(line) });
  Object.assign(process.env, childEnvironment(config, controlPlane));
  const store = openStore(controlPlane.databaseUrl);
  try {
    await work(store, controlPlane.adminUrl);
  } finally {
    await store.close();
    await controlPlane.stop();
  }
}
