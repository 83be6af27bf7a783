import type { TrafficStats } from "../contracts/demo";
import { fail, ok, type Result } from "../contracts/result";
import type { Store } from "../store/client";
import { findDemoEnvironment } from "./find-environment";
import { noTraffic, readTraffic } from "./publish";

/** What the shop's app counts in an environment. `not-found` for environments that are not the demo's. */
export async function trafficOf(
  store: Store,
  environmentId: string,
  now: Date,
): Promise<Result<TrafficStats>> {
  if (!(await findDemoEnvironment(store.db, environmentId))) {
    return fail({ code: "not-found", message: "There is no such environment in the demo." });
  }
  return ok((await readTraffic(store.db, environmentId, now)) ?? noTraffic(now));
}
