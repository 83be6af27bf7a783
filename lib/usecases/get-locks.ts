import type { Locks } from "../contracts/locks";
import { ok, type Result } from "../contracts/result";
import { sampleLocks } from "../monitor/sample";
import { getEnvironment } from "../store/environments";
import { readLockSample, watchLocks } from "../store/lock-samples";
import type { Asker } from "./asker";
import { noEnvironment, onTarget } from "./on-target";
import { locksFor } from "./redact-locks";

/** A sample older than this is not "now": a fresh one is taken by the one who asks. */
const FRESH_MS = 2_000;

/** Who blocks whom, now: the sampler's newest sample where it is fresh, else one of our own. */
export async function getLocks({ store, actor }: Asker, environmentId: string): Promise<Result<Locks>> {
  const environment = await getEnvironment(store.db, environmentId);
  if (!environment) return noEnvironment();
  const sample = await readLockSample(store.db, environmentId);
  if (sample && sample.ageMs < FRESH_MS) {
    await watchLocks(store.db, environmentId);
    return ok(locksFor(actor.role, sample.locks, environment.policy));
  }
  const taken = await onTarget(
    store,
    environmentId,
    { applicationName: "interlock:monitor", statementTimeoutMs: 5_000, connectTimeoutMs: 5_000 },
    (client) => sampleLocks(client),
  );
  if (!taken.ok) return taken;
  await watchLocks(store.db, environmentId);
  return ok(locksFor(actor.role, taken.value, environment.policy));
}
