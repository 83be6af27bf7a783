import type { RunEvent } from "../../contracts/run";
import { isFinal } from "../../contracts/run-states";
import type { Store } from "../../store/client";
import { readRunEvents } from "../../store/runs";
import type { Feed, FeedEvent } from "./feed";

const BATCH = 500;

/** A run's events from `afterSeq` on: all that was, then what comes; ends with the run, or where all is told of one that is over. */
export class RunFeed implements Feed {
  readonly topic: string;
  readonly isSample = false;
  ended = false;
  #seq: number;
  #isOver: boolean;

  constructor(
    private readonly store: Store,
    private readonly runId: string,
    afterSeq: number,
    private readonly show: (event: RunEvent) => Omit<FeedEvent, "position">,
    isOver = false,
  ) {
    this.#isOver = isOver;
    this.topic = `run:${runId}`;
    this.#seq = afterSeq;
  }

  get position(): string | null {
    return this.#seq > 0 ? String(this.#seq) : null;
  }

  async poll(): Promise<readonly FeedEvent[]> {
    const events = await readRunEvents(this.store, this.runId, this.#seq, BATCH);
    const last = events.at(-1);
    if (last) this.#seq = last.seq;
    const final = events.findLast((event) => event.type === "state");
    if (final?.type === "state" && isFinal(final.data.state)) this.#isOver = true;
    if (this.#isOver) this.ended = events.length < BATCH;
    return events.map((event) => ({ ...this.show(event), position: String(event.seq) }));
  }
}

/** A position that a client sent back; 0 where it is none. */
export function seqOf(position: string | null | undefined): number {
  return position && /^\d{1,9}$/.test(position) ? Number(position) : 0;
}
