import type { Wake } from "../../store/wake";
import type { Feed } from "./feed";

export interface EventStreamOptions {
  /** Fires when the client has gone. */
  readonly signal: AbortSignal;
  readonly feeds: readonly Feed[];
  readonly wake: Wake;
  /** What an event's id says: how far the client is, by topic. */
  readonly eventId: (positions: ReadonlyMap<string, string>) => string;
  /** Asked once a minute; false ends the stream: signed out, or the key was deleted. */
  readonly stillAllowed: () => Promise<boolean>;
  /** End when no feed can tell more. */
  readonly endsWithFeeds?: boolean;
  readonly timing?: Partial<StreamTiming>;
  /** Told of what went wrong while reading; the stream ends and the client comes back. */
  readonly onError?: (error: unknown) => void;
}

export interface StreamTiming {
  /** Reads again at least this often: notifications only wake. */
  readonly pollMs: number;
  readonly keepAliveMs: number;
  readonly maxAgeMs: number;
  readonly recheckMs: number;
}

const TIMING: StreamTiming = {
  pollMs: 1_000,
  keepAliveMs: 10_000,
  // Ended on purpose, so that no connection outlives a deploy of ours or a forgotten tab by much.
  maxAgeMs: 15 * 60_000,
  recheckMs: 60_000,
};

/** Text that may wait for a slow client before events stop being read for it. */
const HIGH_WATER_BYTES = 256 * 1024;

/**
 * Server-sent events out of feeds, in one response. Everything stops when the client goes: `signal` is listened to
 * before the first await, and stopping twice is harmless.
 */
export function eventStreamResponse(options: EventStreamOptions): Response {
  const timing = { ...TIMING, ...options.timing };
  const encoder = new TextEncoder();
  let stop: () => void = () => {};
  const body = new ReadableStream<Uint8Array>(
    {
      start(controller) {
        let stopped = false;
        let wakeUp: () => void = () => {};
        const dirty = new Set<Feed>(options.feeds);
        const positions = new Map<string, string>();
        for (const { topic, position } of options.feeds)
          if (position !== null) positions.set(topic, position);
        const unsubscribe = options.feeds.map((feed) =>
          options.wake.subscribe(feed.topic, () => {
            dirty.add(feed);
            wakeUp();
          }),
        );
        const write = (text: string) => {
          if (stopped) return;
          try {
            controller.enqueue(encoder.encode(text));
          } catch {
            stop();
          }
        };
        const keepAlive = setInterval(() => write(": keep-alive\n\n"), timing.keepAliveMs);
        const recheck = setInterval(() => {
          options.stillAllowed().then(
            (allowed) => {
              if (!allowed) stop();
            },
            () => stop(),
          );
        }, timing.recheckMs);
        const oldAge = setTimeout(() => {
          write("retry: 100\n\n");
          stop();
        }, timing.maxAgeMs);
        stop = () => {
          if (stopped) return;
          stopped = true;
          clearInterval(keepAlive);
          clearInterval(recheck);
          clearTimeout(oldAge);
          for (const end of unsubscribe) end();
          options.signal.removeEventListener("abort", stop);
          wakeUp();
          try {
            controller.close();
          } catch {
            // Cancelled by the client already.
          }
        };
        options.signal.addEventListener("abort", stop, { once: true });
        if (options.signal.aborted) return stop();

        const lags = () => (controller.desiredSize ?? 0) <= 0;
        const pump = async () => {
          write("retry: 1000\n\n");
          while (!stopped) {
            for (const feed of options.feeds) {
              if (!dirty.has(feed) || stopped) continue;
              // A slow client misses samples; events wait until it has taken what was written.
              if (lags()) continue;
              dirty.delete(feed);
              const events = await feed.poll();
              for (const { event, data, position } of events) {
                positions.set(feed.topic, position);
                const id = options.eventId(positions);
                write(`event: ${event}\nid: ${id}\ndata: ${JSON.stringify(data)}\n\n`);
              }
              if (!feed.isSample && events.length > 0) dirty.add(feed);
            }
            if (options.endsWithFeeds && options.feeds.every((feed) => feed.ended)) return stop();
            if (stopped || (dirty.size > 0 && !lags())) continue;
            await new Promise<void>((resolve) => {
              const timer = setTimeout(
                () => {
                  for (const feed of options.feeds) if (!feed.ended) dirty.add(feed);
                  resolve();
                },
                Math.min(timing.pollMs, lags() ? 50 : timing.pollMs),
              );
              wakeUp = () => {
                clearTimeout(timer);
                resolve();
              };
            });
          }
        };
        pump().catch((error) => {
          options.onError?.(error);
          stop();
        });
      },
      cancel() {
        stop();
      },
    },
    new ByteLengthQueuingStrategy({ highWaterMark: HIGH_WATER_BYTES }),
  );
  return new Response(body, {
    headers: {
      "content-type": "text/event-stream; charset=utf-8",
      "cache-control": "no-store, no-transform",
      // Proxies that buffer would hold back what is live.
      "x-accel-buffering": "no",
    },
  });
}
