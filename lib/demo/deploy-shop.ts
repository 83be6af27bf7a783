import type { DeployInput } from "../contracts/rollout";
import type { Log } from "../server/log";
import type { Store } from "../store/client";
import { recordDeploy } from "../usecases/record-deploy";
import type { DeployCommand } from "./commands";
import type { EnvironmentTraffic } from "./environment-traffic";
import { SHOP_SERVICES } from "./shape";

/**
 * A rolling deploy of the whole shop, told as a CI would tell it: each service's deploy is recorded when it starts and
 * when its last connection is replaced. Nobody looks at the app's errors on the way: an app deployed too early fails,
 * and the counters show it.
 */
export async function deployShop(
  where: {
    readonly store: Store;
    readonly log: Log;
    readonly environmentId: string;
    readonly traffic: EnvironmentTraffic;
  },
  { actor, version, planId, nodeId }: DeployCommand,
): Promise<void> {
  const { store, log, environmentId, traffic } = where;
  await Promise.all(
    SHOP_SERVICES.map(async (service) => {
      const tell = async (status: DeployInput["status"]): Promise<boolean> => {
        const outcome = await recordDeploy(
          { store, actor },
          {
            environmentId,
            service,
            version,
            status,
            ...(planId === undefined ? {} : { planId }),
            ...(nodeId === undefined ? {} : { nodeId }),
          },
        );
        if (!outcome.ok)
          log.warn({ failure: outcome.failure, service, version }, "a deploy was not recorded");
        return outcome.ok;
      };
      if (!(await tell("started"))) return;
      await traffic.roll(service, version);
      await tell("finished");
    }),
  );
}
