/** One event of a stream, before it is written as text. */
export interface FeedEvent {
  /** The SSE event's name. */
  readonly event: string;
  readonly data: unknown;
  /** How far the feed has told once this event has arrived. */
  readonly position: string;
}

/** A source of events that knows how far it has told. */
export interface Feed {
  /** Topic of `interlock_wake` that says there may be more. */
  readonly topic: string;
  /** Where the client says it stands; null where it begins. */
  readonly position: string | null;
  /** Samples replace one another: they are left out while the client does not keep up. Events are never left out. */
  readonly isSample: boolean;
  /** Reads what is new. An empty answer means that nothing is. */
  poll(): Promise<readonly FeedEvent[]>;
  /** Whether nothing can come any more. */
  readonly ended?: boolean;
}
