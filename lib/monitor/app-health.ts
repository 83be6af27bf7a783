import { lookup } from "node:dns";
import http from "node:http";
import https from "node:https";
import type { LookupFunction } from "node:net";
import { addressRefusal, hostRefusal } from "../target/host";

const LIMIT_MS = 2_000;

/**
 * Asks the app's health URL, as the environment's policy names it: null where it answers 2xx, else what it does
 * instead, in words. Follows no redirect and reads no body. An address that a name resolves to is judged as a database's
 * is (no metadata services), and the very address that was judged is connected to.
 */
export function readAppHealth(url: string): Promise<string | null> {
  const parsed = new URL(url);
  const refusal = hostRefusal(parsed.hostname);
  if (refusal !== null) return Promise.resolve(`is not asked: ${refusal}`);
  const { get } = parsed.protocol === "https:" ? https : http;
  return new Promise((resolve) => {
    const request = get(
      parsed,
      { lookup: judgedLookup, timeout: LIMIT_MS, agent: false, headers: { "user-agent": "interlock" } },
      (response) => {
        const status = response.statusCode ?? 0;
        response.destroy();
        resolve(status >= 200 && status < 300 ? null : `answers ${status}`);
      },
    );
    // `timeout` alone counts from the last byte.
    const limit = setTimeout(() => request.destroy(new Error("too late")), LIMIT_MS);
    request.on("close", () => clearTimeout(limit));
    request.on("error", () => resolve("does not answer"));
  });
}

const judgedLookup: LookupFunction = (hostname, options, callback) => {
  lookup(hostname, { ...options, all: true }, (error, addresses) => {
    if (error) return callback(error, "", 4);
    const refused = addresses.find(({ address }) => addressRefusal(address) !== null);
    const [first] = addresses;
    if (refused || !first) return callback(new Error("refused address"), "", 4);
    if (options.all) return callback(null, addresses);
    callback(null, first.address, first.family);
  });
};
