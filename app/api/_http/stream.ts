import { actorFromRequest } from "@/lib/auth/actor";
import type { Failure, Result } from "@/lib/contracts/result";
import { log } from "@/lib/server/log";
import type { StreamRequest } from "@/lib/usecases/stream/open-streams";

/**
 * Opens a stream for a request that is authenticated and parsed. The position comes from `Last-Event-ID`, or, because
 * an EventSource cannot set headers when it begins anew, from `?lastEventId=`.
 */
export async function streamResponse(
  request: Request,
  open: (stream: StreamRequest) => Promise<Result<Response, Failure>>,
): Promise<Result<Response, Failure> | Response> {
  const opened = await open({
    // Taken here, before anything is awaited: a client that goes at once is noticed.
    signal: request.signal,
    lastEventId: request.headers.get("last-event-id") ?? new URL(request.url).searchParams.get("lastEventId"),
    askAgain: () => actorFromRequest(request.headers),
    onError: (error) => log.warn({ err: error, path: new URL(request.url).pathname }, "stream ended"),
  });
  return opened.ok ? opened.value : opened;
}
