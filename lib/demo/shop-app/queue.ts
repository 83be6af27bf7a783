/** Work that waits for a free connection, first come first served; connections wait here for work. */
export class WorkQueue<T> {
  readonly #items: T[] = [];
  readonly #takers: { give: (item: T | null) => void }[] = [];

  put(item: T): void {
    const taker = this.#takers.shift();
    if (taker) taker.give(item);
    else this.#items.push(item);
  }

  /** The oldest item, when there is one; null once `signal` is aborted. */
  take(signal: AbortSignal): Promise<T | null> {
    if (signal.aborted) return Promise.resolve(null);
    const item = this.#items.shift();
    if (item !== undefined) return Promise.resolve(item);
    return new Promise((resolve) => {
      const taker = {
        give: (given: T | null) => {
          signal.removeEventListener("abort", stop);
          resolve(given);
        },
      };
      const stop = () => {
        this.#takers.splice(this.#takers.indexOf(taker), 1);
        resolve(null);
      };
      signal.addEventListener("abort", stop, { once: true });
      this.#takers.push(taker);
    });
  }

  /** Takes out the oldest items while `isStale` says so: what waited too long. */
  dropWhile(isStale: (item: T) => boolean): T[] {
    const dropped: T[] = [];
    for (let first = this.#items[0]; first !== undefined && isStale(first); first = this.#items[0]) {
      dropped.push(first);
      this.#items.shift();
    }
    return dropped;
  }
}
