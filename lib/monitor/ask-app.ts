import { lookup } from "node:dns";
import http from "node:http";
import https from "node:https";
import type { LookupFunction } from "node:net";
import { addressRefusal, hostRefusal } from "../target/host";

const LIMIT_MS = 2_000;

/** What an app answered with 2xx, or what it does instead, in words: `answers 503`, `does not answer`. */
export type AppAnswer = { readonly body: string } | { readonly instead: string };

/**
 * GETs a URL that an environment's policy names, within two seconds, and reads `bodyBytes` of the answer at most: more
 * is no answer. Follows no redirect. An address that a name resolves to is judged as a database's is (no metadata
 * services), and the very address that was judged is connected to.
 */
export function askApp(url: string, { bodyBytes }: { readonly bodyBytes: number }): Promise<AppAnswer> {
  const parsed = new URL(url);
  const refusal = hostRefusal(parsed.hostname);
  if (refusal !== null) return Promise.resolve({ instead: `is not asked: ${refusal}` });
  const { get } = parsed.protocol === "https:" ? https : http;
  return new Promise((resolve) => {
    const request = get(
      parsed,
      { lookup: judgedLookup, timeout: LIMIT_MS, agent: false, headers: { "user-agent": "interlock" } },
      (response) => {
        const status = response.statusCode ?? 0;
        const isWell = status >= 200 && status < 300;
        if (!isWell || bodyBytes === 0) {
          response.destroy();
          resolve(isWell ? { body: "" } : { instead: `answers ${status}` });
          return;
        }
        const chunks: Buffer[] = [];
        let length = 0;
        response.on("data", (chunk: Buffer) => {
          chunks.push(chunk);
          length += chunk.length;
          if (length <= bodyBytes) return;
          response.destroy();
          resolve({ instead: `answers more than ${bodyBytes / 1024} kB` });
        });
        response.on("end", () => resolve({ body: Buffer.concat(chunks).toString("utf8") }));
        response.on("error", () => resolve({ instead: "does not answer" }));
      },
    );
    // `timeout` alone counts from the last byte.
    const limit = setTimeout(() => request.destroy(new Error("too late")), LIMIT_MS);
    request.on("close", () => clearTimeout(limit));
    request.on("error", () => resolve({ instead: "does not answer" }));
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
