import type * as z from "zod";
import type { Problem } from "@/lib/contracts/common";
import type { Failure } from "@/lib/contracts/result";
import { log } from "@/lib/server/log";

/** An RFC 9457 answer. */
export function problem(body: Problem, headers: Record<string, string> = {}): Response {
  return Response.json(body, {
    status: body.status,
    headers: { "content-type": "application/problem+json", "cache-control": "no-store", ...headers },
  });
}

/** An expected failure of a use case as problem+json. */
export function failureResponse(failure: Failure): Response {
  switch (failure.code) {
    case "input.invalid":
      return problem({
        status: 422,
        title: "Input not understood",
        detail: failure.errors.map((e) => (e.path ? `${e.path}: ${e.message}` : e.message)).join("; "),
        errors: [...failure.errors],
      });
    case "not-found":
      return problem({ status: 404, title: "Not found", detail: failure.message });
    case "forbidden":
      return problem({
        status: 403,
        title: "Not allowed",
        detail: failure.message,
        ...(failure.reasons && { reasons: [...failure.reasons] }),
      });
    case "conflict":
      return problem({
        status: 409,
        title: "Not possible now",
        detail: failure.message,
        reasons: [...failure.reasons],
      });
    case "target.unreachable":
      return problem({ status: 502, title: "Database not reachable", detail: failure.message });
    default:
      return failure satisfies never;
  }
}

/** zod's issues as the wire has them: a dotted path and a sentence. */
export function inputErrors(error: z.ZodError, prefix?: string): { path: string; message: string }[] {
  return error.issues.map((issue) => ({
    path: [...(prefix ? [prefix] : []), ...issue.path.map(String)].join("."),
    message: issue.message,
  }));
}

/** A bug or a broken control plane: logged in full, answered without any internals. */
export function unexpected(request: Request, error: unknown): Response {
  const { pathname } = new URL(request.url);
  log.error({ err: error, method: request.method, path: pathname }, "request failed");
  return problem({
    status: 500,
    title: "Something went wrong",
    detail: "Interlock could not do this. The server's log has the details.",
  });
}
