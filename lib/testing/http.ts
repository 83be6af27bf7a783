/** A route handler as Next calls it. */
export type RouteHandler = (
  request: Request,
  context: { params: Promise<Record<string, string | string[] | undefined>> },
) => Promise<Response>;

export interface CallOptions {
  readonly method?: string;
  readonly key?: string;
  readonly cookie?: string;
  /** Sent as JSON, unless it is a string: then as it is. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly params?: Readonly<Record<string, string>>;
}

const HOST = "127.0.0.1:3000";

/** Calls a route handler the way an HTTP request would; with a cookie, as a page of our own origin would. */
export async function call(
  handler: RouteHandler,
  path: string,
  options: CallOptions = {},
): Promise<{ status: number; body: Record<string, unknown>; headers: Headers; text: string }> {
  const { body, key, cookie, params = {} } = options;
  const request = new Request(`http://${HOST}${path}`, {
    method: options.method ?? "GET",
    headers: {
      host: HOST,
      // As the web process adds it.
      "x-interlock-client": "127.0.0.1",
      ...(key !== undefined && { authorization: `Bearer ${key}` }),
      ...(cookie !== undefined && { cookie, origin: `http://${HOST}`, "sec-fetch-site": "same-origin" }),
      ...(body !== undefined && { "content-type": "application/json" }),
      ...options.headers,
    },
    ...(body !== undefined && { body: typeof body === "string" ? body : JSON.stringify(body) }),
  });
  const response = await handler(request, { params: Promise.resolve(params) });
  const text = await response.text();
  const isJson = /json$|json;/.test(response.headers.get("content-type") ?? "");
  return {
    status: response.status,
    body: isJson && text ? (JSON.parse(text) as Record<string, unknown>) : {},
    headers: response.headers,
    text,
  };
}

/** The cookies that an answer set, as the next request sends them. */
export function cookiesOf(headers: Headers): string {
  return headers
    .getSetCookie()
    .map((line) => line.split(";")[0])
    .join("; ");
}
