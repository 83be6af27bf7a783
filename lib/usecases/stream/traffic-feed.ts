import { eq } from "drizzle-orm";
import { TrafficStats } from "../../contracts/demo";
import type { Store } from "../../store/client";
import { demoTraffic } from "../../store/schema";
import type { Feed, FeedEvent } from "./feed";

/** What the demo's traffic generator counts on an environment, whenever it has counted anew. */
export class TrafficFeed implements Feed {
  readonly topic: string;
  readonly isSample = true;
  #told: string | null;

  constructor(
    private readonly store: Store,
    private readonly environmentId: string,
    position: string | null,
    private readonly show: (traffic: TrafficStats) => Omit<FeedEvent, "position">,
  ) {
    this.topic = `traffic:${environmentId}`;
    this.#told = position;
  }

  get position(): string | null {
    return this.#told;
  }

  async poll(): Promise<readonly FeedEvent[]> {
    const [row] = await this.store.db
      .select({ stats: demoTraffic.stats, at: demoTraffic.statsAt })
      .from(demoTraffic)
      .where(eq(demoTraffic.environmentId, this.environmentId));
    const at = row?.at?.toISOString();
    if (!row?.stats || !at || at === this.#told) return [];
    this.#told = at;
    return [{ ...this.show(TrafficStats.parse(row.stats)), position: at }];
  }
}
