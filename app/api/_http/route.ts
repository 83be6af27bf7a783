import type * as z from "zod";
import { actorFromRequest } from "@/lib/auth/actor";
import { atLeast } from "@/lib/auth/roles";
import { plainMessage } from "@/lib/contracts/plain-message";
import type { Failure, Result } from "@/lib/contracts/result";
import type { Actor, Role } from "@/lib/contracts/user";
import { readJsonBody } from "./body";
import { observeAnswer } from "./metrics";
import { pathOfNul } from "./nul";
import { isForeignOrigin, isOwnOrigin, isSafeMethod } from "./origin";
import { failureResponse, inputErrors, problem, unexpected } from "./problem";

/** What a handler is given: everything authenticated and parsed. */
export interface RouteInput<A, P, Q, B> {
  readonly actor: A;
  readonly params: P;
  readonly query: Q;
  readonly body: B;
  readonly request: Request;
}

interface Options<A, P extends z.ZodType, Q extends z.ZodType, B extends z.ZodType> {
  /** Schema of the path's parameters, e.g. `z.object({ id: Id })`. */
  readonly params?: P;
  /** Schema of the query string; a repeated name arrives as its last value. */
  readonly query?: Q;
  /** Schema of the JSON body. Left out: the body is not read. */
  readonly body?: B;
  /** Nothing sent is read as `{}`. */
  readonly bodyOptional?: boolean;
  /** Status of a successful answer, 200 unless told; a value of `undefined` answers 204. */
  readonly status?: number;
  /** Calls one use case. A Response goes out as it is (streams, files, redirects). */
  readonly handler: (
    input: RouteInput<A, z.output<P>, z.output<Q>, z.output<B>>,
  ) => Promise<Result<unknown, Failure> | Response>;
}

type Handler = (
  request: Request,
  context: { params: Promise<Record<string, string | string[] | undefined>> },
) => Promise<Response>;

/**
 * A route handler behind authentication: session cookie or Bearer key (401), role (403), same origin for
 * mutations by cookie (403), parsed params, query and body (422), one use case, JSON or problem+json.
 */
export function route<
  P extends z.ZodType = z.ZodUndefined,
  Q extends z.ZodType = z.ZodUndefined,
  B extends z.ZodType = z.ZodUndefined,
>(options: Options<Actor, P, Q, B> & { readonly role: Role }): Handler {
  return (request, context) =>
    guarded(request, context, async () => {
      const actor = await actorFromRequest(request.headers);
      if (!actor) {
        return problem({
          status: 401,
          title: "Who are you?",
          detail: "Sign in, or send an API key as `Authorization: Bearer …`.",
        });
      }
      if (!atLeast(actor.role, options.role)) {
        return problem({
          status: 403,
          title: "Not your role",
          detail: `This needs the role ${options.role}; yours is ${actor.role}.`,
        });
      }
      if (actor.via === "session" && !isSafeMethod(request) && !isOwnOrigin(request)) return crossOrigin();
      return answer(request, context, options, actor);
    });
}

/**
 * A route handler that anybody may call; only for the few that route-list.test.ts names. `actor` is whoever
 * asks, or null; `anonymous` does not even look, for answers that must come while the database is away.
 */
export function publicRoute<
  P extends z.ZodType = z.ZodUndefined,
  Q extends z.ZodType = z.ZodUndefined,
  B extends z.ZodType = z.ZodUndefined,
>(options: Options<Actor | null, P, Q, B> & { readonly anonymous?: boolean }): Handler {
  return (request, context) =>
    guarded(request, context, async () => {
      // Signing somebody in from another site's page is an attack too.
      if (!isSafeMethod(request) && isForeignOrigin(request)) return crossOrigin();
      const actor = options.anonymous ? null : await actorFromRequest(request.headers);
      return answer(request, context, options, actor);
    });
}

async function answer<A, P extends z.ZodType, Q extends z.ZodType, B extends z.ZodType>(
  request: Request,
  context: Parameters<Handler>[1],
  options: Options<A, P, Q, B>,
  actor: A,
): Promise<Response> {
  const errors: { path: string; message: string }[] = [];
  const parse = (schema: z.ZodType | undefined, value: unknown, prefix?: string) => {
    if (!schema) return undefined;
    const nul = pathOfNul(value);
    if (nul !== null) {
      errors.push({
        path: [...(prefix ? [prefix] : []), ...nul].join("."),
        message: "Must not hold a NUL character",
      });
      return undefined;
    }
    const parsed = schema.safeParse(value, { error: plainMessage });
    if (parsed.success) return parsed.data;
    errors.push(...inputErrors(parsed.error, prefix));
    return undefined;
  };
  const params = parse(options.params, await context?.params);
  const query = parse(options.query, Object.fromEntries(new URL(request.url).searchParams));
  let body: unknown;
  if (options.body) {
    const read = await readJsonBody(request, { optional: options.bodyOptional ?? false });
    if (!read.ok) return read.response;
    body = parse(options.body, read.value);
  }
  if (errors.length > 0) return failureResponse({ code: "input.invalid", errors });

  const outcome = await options.handler({
    actor,
    params: params as z.output<P>,
    query: query as z.output<Q>,
    body: body as z.output<B>,
    request,
  });
  if (outcome instanceof Response) return outcome;
  if (!outcome.ok) return failureResponse(outcome.failure);
  if (outcome.value === undefined) return new Response(null, { status: 204 });
  return Response.json(outcome.value, {
    status: options.status ?? 200,
    headers: { "cache-control": "no-store" },
  });
}

async function guarded(
  request: Request,
  context: Parameters<Handler>[1] | undefined,
  work: () => Promise<Response>,
): Promise<Response> {
  const started = performance.now();
  const response = await work().catch((error: unknown) => unexpected(request, error));
  const seconds = (performance.now() - started) / 1000;
  observeAnswer(request, (await context?.params) ?? {}, { status: response.status, seconds });
  return response;
}

function crossOrigin(): Response {
  return problem({
    status: 403,
    title: "Not from this site",
    detail:
      "A change made with a session cookie must come from Interlock's own pages. Use an API key instead.",
  });
}
