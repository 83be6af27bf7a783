import { Counter, Histogram, Registry } from "prom-client";

interface HttpMetrics {
  readonly registry: Registry;
  readonly requests: Counter<"method" | "route" | "status">;
  readonly seconds: Histogram<"method" | "route">;
}

// Next bundles each route on its own; the counters are kept where all of them look.
const holder = globalThis as typeof globalThis & { __interlockHttpMetrics?: HttpMetrics };

/** Counters of this process's API answers. */
export function httpMetrics(): HttpMetrics {
  holder.__interlockHttpMetrics ??= build();
  return holder.__interlockHttpMetrics;
}

function build(): HttpMetrics {
  const registry = new Registry();
  return {
    registry,
    requests: new Counter({
      name: "interlock_http_requests_total",
      help: "API answers of this process",
      labelNames: ["method", "route", "status"],
      registers: [registry],
    }),
    seconds: new Histogram({
      name: "interlock_http_request_duration_seconds",
      help: "Time until an API answer began, of this process",
      labelNames: ["method", "route"],
      buckets: [0.005, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
      registers: [registry],
    }),
  };
}

/** Counts one answer under its route's pattern: parameters by name, so that ids do not become series. */
export function observeAnswer(
  request: Request,
  params: Readonly<Record<string, string | string[] | undefined>>,
  answer: { readonly status: number; readonly seconds: number },
): void {
  const names = new Map(
    Object.entries(params).flatMap(([name, value]) => [
      [String(value), `:${name}`],
      [encodeURIComponent(String(value)), `:${name}`],
    ]),
  );
  const { pathname } = new URL(request.url);
  const route = pathname
    .split("/")
    .map((segment) => names.get(segment) ?? segment)
    .join("/");
  const { requests, seconds } = httpMetrics();
  requests.inc({ method: request.method, route, status: String(answer.status) });
  seconds.observe({ method: request.method, route }, answer.seconds);
}
