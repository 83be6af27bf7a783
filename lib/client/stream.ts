"use client";
import type { StreamFrame } from "@/lib/contracts/stream";
import { NO_WANTS, positionFor, reconnectDelayMs, type Wants, wantedTopics, withWant } from "./stream-hub";

/**
 * One EventSource per browser. HTTP/1.1 gives a browser six connections per origin, so one stream per tab would
 * freeze the seventh tab without an error. The tab that holds the Web Lock opens the stream and passes frames on
 * by BroadcastChannel; when it closes, the lock goes to the next tab. Without these APIs each tab opens its own.
 */
export type Connection = "idle" | "connecting" | "open" | "lost";

export interface StreamStatus {
  readonly connection: Connection;
  /** When the connection was lost, by the browser's clock. */
  readonly lostAt: number | null;
}

type Message =
  | {
      readonly type: "want";
      readonly tab: string;
      readonly topics: readonly string[];
      readonly fresh: readonly string[];
    }
  | { readonly type: "who" }
  | { readonly type: "frame"; readonly frame: StreamFrame }
  | { readonly type: "status"; readonly status: StreamStatus };

type FrameListener = (frame: StreamFrame) => void;

const LOCK = "interlock-stream";
const HEARTBEAT_MS = 10_000;

class Stream {
  private readonly tab = Math.random().toString(36).slice(2);
  private readonly counts = new Map<string, number>();
  private readonly frameListeners = new Set<FrameListener>();
  private readonly statusListeners = new Set<() => void>();
  private status: StreamStatus = { connection: "idle", lostAt: null };
  private channel: BroadcastChannel | null = null;
  private leading = false;
  private started = false;
  private wants: Wants = NO_WANTS;
  private source: EventSource | null = null;
  private openTopics: readonly string[] = [];
  /** Last position per topic, as the server wrote it: sent back when the set of topics changes. */
  private lastEventId = "";
  private failures = 0;
  private retryTimer: ReturnType<typeof setTimeout> | null = null;

  getStatus = (): StreamStatus => this.status;

  onStatus = (listener: () => void): (() => void) => {
    this.statusListeners.add(listener);
    return () => this.statusListeners.delete(listener);
  };

  onFrame(listener: FrameListener): () => void {
    this.frameListeners.add(listener);
    return () => this.frameListeners.delete(listener);
  }

  /** Asks for a topic until the returned function is called. */
  subscribe(topic: string): () => void {
    this.start();
    const count = this.counts.get(topic) ?? 0;
    this.counts.set(topic, count + 1);
    if (count === 0) this.sayWants([topic]);
    return () => {
      const left = (this.counts.get(topic) ?? 1) - 1;
      if (left > 0) this.counts.set(topic, left);
      else this.counts.delete(topic);
      // A page change drops and takes topics within one tick: say it once, afterwards.
      setTimeout(() => this.sayWants([]), 0);
    };
  }

  private start() {
    if (this.started) return;
    this.started = true;
    if (typeof BroadcastChannel === "undefined" || !("locks" in navigator)) {
      this.leading = true;
      return;
    }
    this.channel = new BroadcastChannel(LOCK);
    this.channel.onmessage = (message: MessageEvent<Message>) => this.receive(message.data);
    setInterval(() => this.sayWants([]), HEARTBEAT_MS);
    addEventListener("pagehide", () => {
      this.post({ type: "want", tab: this.tab, topics: [], fresh: [] });
    });
    navigator.locks
      .request(LOCK, () => {
        this.leading = true;
        this.post({ type: "who" });
        this.applyWants(this.tab, [...this.counts.keys()], []);
        // Held until the tab goes away.
        return new Promise<never>(() => {});
      })
      .catch(() => {
        this.leading = true;
        this.applyWants(this.tab, [...this.counts.keys()], []);
      });
  }

  private sayWants(fresh: readonly string[]) {
    const topics = [...this.counts.keys()];
    if (this.leading) this.applyWants(this.tab, topics, fresh);
    else this.post({ type: "want", tab: this.tab, topics, fresh });
  }

  private receive(message: Message) {
    switch (message.type) {
      case "want":
        if (this.leading) this.applyWants(message.tab, message.topics, message.fresh);
        return;
      case "who":
        this.post({ type: "want", tab: this.tab, topics: [...this.counts.keys()], fresh: [] });
        return;
      case "frame":
        this.deliver(message.frame);
        return;
      case "status":
        if (!this.leading) this.setStatus(message.status);
        return;
    }
  }

  private applyWants(tab: string, topics: readonly string[], fresh: readonly string[]) {
    this.wants = withWant(this.wants, tab, topics, Date.now());
    const wanted = wantedTopics(this.wants);
    // A tab that newly shows a run needs its history from the first event; others drop what they know by seq.
    // Samples need no history: the tab has fetched the latest itself.
    const restart = fresh.some((topic) => topic.startsWith("run:") && this.openTopics.includes(topic));
    if (restart || wanted.join() !== this.openTopics.join()) this.open(wanted, fresh);
    else this.post({ type: "status", status: this.status });
  }

  private open(topics: readonly string[], fresh: readonly string[]) {
    this.close();
    this.openTopics = topics;
    if (topics.length === 0) {
      this.lastEventId = "";
      this.announce({ connection: "idle", lostAt: null });
      return;
    }
    const search = new URLSearchParams({ topics: topics.join(",") });
    const position = positionFor(this.lastEventId, fresh);
    if (position) search.set("lastEventId", position);
    if (this.status.connection !== "lost") this.announce({ connection: "connecting", lostAt: null });
    const source = new EventSource(`/api/v1/stream?${search}`);
    this.source = source;
    source.onopen = () => {
      this.failures = 0;
      this.announce({ connection: "open", lostAt: null });
    };
    source.onmessage = (message) => this.take(message);
    for (const kind of ["run", "locks", "traffic"]) {
      source.addEventListener(kind, (message) => this.take(message as MessageEvent<string>));
    }
    source.onerror = () => {
      // The browser would retry by itself, but gives up for good on an HTTP error: one way for both.
      this.close();
      this.failures += 1;
      this.announce({ connection: "lost", lostAt: this.status.lostAt ?? Date.now() });
      this.retryTimer = setTimeout(() => this.open(this.openTopics, []), reconnectDelayMs(this.failures));
    };
  }

  private close() {
    if (this.retryTimer) clearTimeout(this.retryTimer);
    this.retryTimer = null;
    this.source?.close();
    this.source = null;
  }

  private take(message: MessageEvent<string>) {
    if (message.lastEventId) this.lastEventId = message.lastEventId;
    const frame: StreamFrame = JSON.parse(message.data);
    this.deliver(frame);
    this.post({ type: "frame", frame });
  }

  private deliver(frame: StreamFrame) {
    for (const listener of this.frameListeners) listener(frame);
  }

  private announce(status: StreamStatus) {
    this.setStatus(status);
    this.post({ type: "status", status });
  }

  private setStatus(status: StreamStatus) {
    if (status.connection === this.status.connection && status.lostAt === this.status.lostAt) return;
    this.status = status;
    for (const listener of this.statusListeners) listener();
  }

  private post(message: Message) {
    this.channel?.postMessage(message);
  }
}

export const stream = new Stream();
