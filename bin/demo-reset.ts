// `npm run demo:reset`: the demo's databases anew, beside a running server or without one.
import { resetDemo } from "../lib/demo/ensure";
import { readConfig, StartError } from "../lib/server/config";
import { failureText } from "../lib/server/report-failure";
import { withControlPlane } from "../lib/server/with-control-plane";

const log = (line: string): void => console.log(line);

async function main(): Promise<void> {
  const config = readConfig(process.env);
  if (!config.demo) throw new StartError("There is no demo here: set INTERLOCK_DEMO=1 to have one.");
  await withControlPlane(config, log, async (store, adminUrl) => {
    await resetDemo({ store, adminUrl, log });
  });
}

main().then(
  () => process.exit(0),
  (error: unknown) => {
    console.error(failureText(error));
    process.exit(1);
  },
);
