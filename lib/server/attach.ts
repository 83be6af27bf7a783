import { type Config, StartError } from "./config";
import { isDataFolderInUse, readSecretKeyFile } from "./data-folder";
import { checkDatabase } from "./database-check";
import { embeddedUrls } from "./embedded-postgres";

/**
 * The control plane of an Interlock that is there already: the database of DATABASE_URL, or the embedded one of
 * a running `npm start` on the same data folder. Throws StartError when there is none, or no key to its secrets.
 */
export async function attachToControlPlane(
  config: Config,
): Promise<{ databaseUrl: string; adminUrl: string; secretKey: string }> {
  const secretKey = config.secretKey ?? readSecretKeyFile(config.dataDir);
  if (config.databaseUrl !== null) {
    await checkDatabase(config.databaseUrl);
    if (secretKey === null) {
      throw new StartError(
        "INTERLOCK_SECRET_KEY is missing: give the same key as the server has (INTERLOCK_SECRET_KEY, or secret.key in its data folder).",
      );
    }
    return { databaseUrl: config.databaseUrl, adminUrl: config.databaseUrl, secretKey };
  }
  const urls = embeddedUrls(config.dataDir);
  if (urls === null || secretKey === null || !isDataFolderInUse(config.dataDir)) {
    throw new StartError(
      `No Interlock runs on ${config.dataDir}: run npm start first, or set DATABASE_URL to the control plane's database.`,
    );
  }
  return { ...urls, secretKey };
}
