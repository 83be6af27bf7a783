import type { Page } from "../contracts/common";
import { MAX_TAPE_MS } from "../contracts/constants";
import type { Locks, TapePoint } from "../contracts/locks";
import { fail, ok, type Result } from "../contracts/result";
import { getEnvironment } from "../store/environments";
import { readTape, readTapeSample } from "../store/lock-samples";
import type { Asker } from "./asker";
import { noEnvironment } from "./on-target";
import { locksFor } from "./redact-locks";

const USUAL_MS = 15 * 60_000;

/** How many waited on an environment, second by second. 422 for a stretch that is too long or runs backwards. */
export async function getLockTape(
  { store }: Asker,
  environmentId: string,
  query: { readonly from?: string | undefined; readonly to?: string | undefined },
): Promise<Result<Page<TapePoint>>> {
  if (!(await getEnvironment(store.db, environmentId))) return noEnvironment();
  const to = query.to === undefined ? new Date() : new Date(query.to);
  const from = query.from === undefined ? new Date(to.getTime() - USUAL_MS) : new Date(query.from);
  const lengthMs = to.getTime() - from.getTime();
  if (lengthMs < 0 || lengthMs > MAX_TAPE_MS) {
    const message =
      lengthMs < 0 ? "Must not be after `to`" : `At most ${MAX_TAPE_MS / 60_000} minutes before \`to\``;
    return fail({ code: "input.invalid", errors: [{ path: "from", message }] });
  }
  return ok({ items: await readTape(store.db, environmentId, { from, to }), nextCursor: null });
}

/** Who blocked whom in a second of the past, for those who may see it. */
export async function getTapeSample(
  { store, actor }: Asker,
  environmentId: string,
  at: string,
): Promise<Result<Locks>> {
  const environment = await getEnvironment(store.db, environmentId);
  if (!environment) return noEnvironment();
  const sample = await readTapeSample(store.db, environmentId, new Date(at));
  return sample
    ? ok(locksFor(actor.role, sample, environment.policy))
    : fail({ code: "not-found", message: "Nothing is on the tape at or before that moment." });
}
