import { isLoopback } from "../server/loopback";

/** Who is calling, as the web process saw it (bin/client-address.mjs): no client can choose it. */
export const CLIENT_ADDRESS_HEADER = "x-interlock-client";

type Env = Readonly<Record<string, string | undefined>>;

/**
 * Whether the demo's people may act at all: the demo is on and only this machine can reach the server.
 * Asked on every request, so that a demo person's session or key is worth nothing once either has changed.
 */
export function demoPeopleMayAct(env: Env = process.env): boolean {
  return env.INTERLOCK_DEMO === "1" && isLoopback(env.HOST?.trim() || "127.0.0.1");
}

/**
 * Whether the browser that asks for a demo sign-in runs on this machine, no proxy having carried it from elsewhere,
 * and addressed it by a loopback name. A page elsewhere can point its own name at 127.0.0.1 (DNS rebinding) and would
 * then be "same origin"; its Host gives it away.
 */
export function cameFromThisMachine(headers: Headers): boolean {
  return isLoopback(headers.get(CLIENT_ADDRESS_HEADER) ?? "") && addressedByLoopbackName(headers);
}

function addressedByLoopbackName(headers: Headers): boolean {
  const host = headers.get("host");
  if (!host || !URL.canParse(`http://${host}`)) return false;
  return isLoopback(new URL(`http://${host}`).hostname.replace(/^\[|\]$/g, ""));
}
