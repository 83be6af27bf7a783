// `npm run secrets:rotate`: seals every stored secret under the current key, beside a running server or without one.
import { readConfig, StartError } from "../lib/server/config";
import { failureText } from "../lib/server/report-failure";
import { withControlPlane } from "../lib/server/with-control-plane";
import { rotateSecrets } from "../lib/store/rotate-secrets";
import { SecretError } from "../lib/store/secrets";

const log = (line: string): void => console.log(line);

async function main(): Promise<void> {
  await withControlPlane(readConfig(process.env), log, async (store) => {
    const { rotated, current } = await rotateSecrets(store).catch((error: unknown) => {
      throw error instanceof SecretError ? new StartError(`${error.message}. Nothing was changed.`) : error;
    });
    log(`Sealed anew: ${rotated}. Under the current key already: ${current}.`);
    log("Once every process has the current key, INTERLOCK_SECRET_KEYS_OLD is not needed any more.");
  });
}

main().then(
  () => process.exit(0),
  (error: unknown) => {
    console.error(failureText(error));
    process.exit(1);
  },
);
