import type { Locks } from "../../contracts/locks";
import type { Store } from "../../store/client";
import { readLockSample, watchLocks } from "../../store/lock-samples";
import type { Feed, FeedEvent } from "./feed";

/** Watching lasts five seconds at a time; this leaves room for a slow control plane. */
const RENEW_MS = 2_000;

/** The newest lock sample of an environment, whenever there is a newer one; keeps the sampler fast while it is read. */
export class LocksFeed implements Feed {
  readonly topic: string;
  readonly isSample = true;
  #told: string | null;
  #renewAt = 0;

  constructor(
    private readonly store: Store,
    private readonly environmentId: string,
    position: string | null,
    private readonly show: (locks: Locks) => Omit<FeedEvent, "position">,
  ) {
    this.topic = `locks:${environmentId}`;
    this.#told = position;
  }

  get position(): string | null {
    return this.#told;
  }

  async poll(): Promise<readonly FeedEvent[]> {
    if (Date.now() >= this.#renewAt) {
      this.#renewAt = Date.now() + RENEW_MS;
      await watchLocks(this.store.db, this.environmentId);
    }
    const sample = await readLockSample(this.store.db, this.environmentId);
    if (!sample || sample.takenAt === this.#told) return [];
    this.#told = sample.takenAt;
    return [{ ...this.show(sample.locks), position: sample.takenAt }];
  }
}
