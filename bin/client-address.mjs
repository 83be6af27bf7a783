/** Header by which the web process tells the handlers who is calling. What a client sends under it is overwritten. */
export const CLIENT_ADDRESS_HEADER = "x-interlock-client";

/**
 * Whose request this is. Anybody can write `X-Forwarded-For`, so it counts only where it comes from a proxy on
 * this machine, or from one that the operator trusts; and then only its last entry, which that proxy wrote.
 * @param {{ peer: string | undefined, forwardedFor: string | undefined, trustProxy: boolean }} asked
 * @returns {string}
 */
export function clientAddress({ peer, forwardedFor, trustProxy }) {
  if (!peer) return "unknown";
  const direct = peer.replace(/^::ffff:(?=\d+\.)/i, "");
  const isLocal = direct === "::1" || direct.startsWith("127.");
  if (!isLocal && !trustProxy) return direct;
  const last = forwardedFor?.split(",").at(-1)?.trim() ?? "";
  const withPort = /^\[([^\]]+)\](?::\d+)?$/.exec(last) ?? /^(\d+(?:\.\d+){3}):\d+$/.exec(last);
  return (withPort?.[1] ?? last) || direct;
}
