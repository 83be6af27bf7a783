import type { Locks } from "../../contracts/locks";
import { fail, ok, type Result } from "../../contracts/result";
import { isFinal } from "../../contracts/run-states";
import type { StreamFrame } from "../../contracts/stream";
import type { Actor } from "../../contracts/user";
import { getEnvironment } from "../../store/environments";
import { getRun } from "../../store/runs";
import { wakeOf } from "../../store/wake";
import type { Asker } from "../asker";
import { noEnvironment } from "../on-target";
import { locksFor } from "../redact-locks";
import { eventStreamResponse, type StreamTiming } from "./event-stream";
import type { Feed } from "./feed";
import { LocksFeed } from "./locks-feed";
import { RunFeed, seqOf } from "./run-feed";
import { formatPositions, parsePositions, parseTopics, type Topic } from "./topics";
import { TrafficFeed } from "./traffic-feed";

/** What a stream needs besides who asks for what. */
export interface StreamRequest {
  /** Fires when the client has gone. */
  readonly signal: AbortSignal;
  readonly lastEventId: string | null;
  /** Who asks, looked up anew: null once signed out. */
  readonly askAgain: () => Promise<Actor | null>;
  readonly onError: (error: unknown) => void;
  readonly timing?: Partial<StreamTiming>;
}

/** Several topics in one stream, each from where the client stands: a browser has few connections to spend. */
export async function openTopicStream(
  asker: Asker,
  topicsText: string,
  request: StreamRequest,
): Promise<Result<Response>> {
  const topics = parseTopics(topicsText);
  if (!topics.ok) return topics;
  for (const topic of topics.value) {
    const missing = await findMissing(asker, topic);
    if (missing) return missing;
  }
  const who = follow(asker, request);
  const positions = parsePositions(request.lastEventId);
  const feeds = topics.value.map((topic) => topicFeed(asker, topic, positions, who));
  return ok(
    eventStreamResponse({
      signal: request.signal,
      feeds,
      wake: wakeOf(asker.store),
      eventId: formatPositions,
      stillAllowed: who.stillAllowed,
      onError: request.onError,
      ...(request.timing ? { timing: request.timing } : {}),
    }),
  );
}

/** One run's events: the event's name is its type, its id its sequence. Ends with the run; 204 where all is told. */
export async function openRunStream(
  asker: Asker,
  runId: string,
  request: StreamRequest,
): Promise<Result<Response>> {
  const run = await getRun(asker.store, runId);
  if (!run) return fail({ code: "not-found", message: "There is no such run." });
  const afterSeq = seqOf(request.lastEventId);
  // 204 tells an EventSource not to come back. https://html.spec.whatwg.org/multipage/server-sent-events.html
  const isOver = isFinal(run.state);
  if (isOver && afterSeq >= run.lastSeq) return ok(new Response(null, { status: 204 }));
  const who = follow(asker, request);
  return ok(
    eventStreamResponse({
      signal: request.signal,
      feeds: [
        new RunFeed(asker.store, runId, afterSeq, (event) => ({ event: event.type, data: event }), isOver),
      ],
      wake: wakeOf(asker.store),
      eventId: (positions) => positions.get(`run:${runId}`) ?? "",
      stillAllowed: who.stillAllowed,
      endsWithFeeds: true,
      onError: request.onError,
      ...(request.timing ? { timing: request.timing } : {}),
    }),
  );
}

/** One environment's lock samples. */
export async function openLocksStream(
  asker: Asker,
  environmentId: string,
  request: StreamRequest,
): Promise<Result<Response>> {
  if (!(await getEnvironment(asker.store.db, environmentId))) return noEnvironment();
  const who = follow(asker, request);
  const show = (locks: Locks) => ({ event: "locks", data: locksFor(who.role(), locks) });
  return ok(
    eventStreamResponse({
      signal: request.signal,
      feeds: [new LocksFeed(asker.store, environmentId, request.lastEventId, show)],
      wake: wakeOf(asker.store),
      eventId: (positions) => positions.get(`locks:${environmentId}`) ?? "",
      stillAllowed: who.stillAllowed,
      onError: request.onError,
      ...(request.timing ? { timing: request.timing } : {}),
    }),
  );
}

/** The asker as last seen: a role that was taken away redacts within a minute, a sign-out ends the stream. */
function follow({ actor }: Asker, { askAgain }: StreamRequest) {
  let role = actor.role;
  return {
    role: () => role,
    stillAllowed: async () => {
      const again = await askAgain();
      if (again) role = again.role;
      return again !== null;
    },
  };
}

async function findMissing({ store }: Asker, topic: Topic): Promise<Result<never> | null> {
  if (topic.kind !== "run") return (await getEnvironment(store.db, topic.id)) ? null : noEnvironment();
  return (await getRun(store, topic.id))
    ? null
    : fail({ code: "not-found", message: "There is no such run." });
}

function topicFeed(
  { store }: Asker,
  { kind, id }: Topic,
  positions: ReadonlyMap<string, string>,
  who: ReturnType<typeof follow>,
): Feed {
  const topic = `${kind}:${id}`;
  const position = positions.get(topic) ?? null;
  const frame = (data: StreamFrame) => ({ event: data.kind, data });
  switch (kind) {
    case "run":
      return new RunFeed(store, id, seqOf(position), (event) => frame({ kind: "run", topic, event }));
    case "locks":
      return new LocksFeed(store, id, position, (locks) =>
        frame({ kind: "locks", topic, locks: locksFor(who.role(), locks) }),
      );
    case "traffic":
      return new TrafficFeed(store, id, position, (traffic) => frame({ kind: "traffic", topic, traffic }));
    default:
      return kind satisfies never;
  }
}
