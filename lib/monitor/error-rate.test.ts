import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readAppTroubles } from "./app-health";
import { numberAt, readErrorRate } from "./error-rate";

const PROMETHEUS = JSON.stringify({
  status: "success",
  data: { resultType: "vector", result: [{ metric: {}, value: [1_435_781_451.781, "0.0312"] }] },
});
const ANSWERS: Record<string, readonly [number, string]> = {
  "/prometheus": [200, PROMETHEUS],
  "/own": [200, '{"errors":{"ratio":0.01}}'],
  "/none": [200, '{"data":{"result":[]}}'],
  "/text": [200, "all is well"],
  "/long": [200, `"${"x".repeat(300 * 1024)}"`],
  "/broken": [500, "{}"],
};

let server: Server;
beforeAll(async () => {
  server = createServer((request, response) => {
    const [status, body] = ANSWERS[request.url!]!;
    response.writeHead(status).end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});
const url = (path: string) => `http://localhost:${(server.address() as AddressInfo).port}${path}`;

describe("an error rate", () => {
  const VALUE = "data.result.0.value.1";
  it.each([
    ["/prometheus", VALUE, 0.05, null],
    ["/prometheus", VALUE, 0.0312, null],
    ["/prometheus", VALUE, 0.03, "is 0.0312 (limit 0.03)"],
    ["/own", "errors.ratio", 0, "is 0.01 (limit 0)"],
    ["/none", VALUE, 1, "cannot be read: its URL answers no number at data.result.0.value.1"],
    ["/text", "a", 1, "cannot be read: its URL answers no number at a"],
    ["/long", "a", 1, "cannot be read: its URL answers more than 256 kB"],
    ["/broken", "a", 1, "cannot be read: its URL answers 500"],
  ])("of %s at %s with at most %d is judged: %s", async (path, at, max, verdict) => {
    expect(await readErrorRate({ url: url(path), path: at, max })).toBe(verdict);
  });

  it("is asked beside the health URL, whose trouble is told first", async () => {
    const errorRate = { url: url("/own"), path: "errors.ratio", max: 0 };
    expect(await readAppTroubles({ healthUrl: null, errorRate: null })).toEqual([]);
    expect(await readAppTroubles({ healthUrl: url("/own"), errorRate: { ...errorRate, max: 1 } })).toEqual(
      [],
    );
    expect(await readAppTroubles({ healthUrl: url("/broken"), errorRate })).toEqual([
      { code: "app-health", what: "the app is unwell: its health URL answers 500" },
      { code: "error-rate", what: "the app's error rate is 0.01 (limit 0)" },
    ]);
  });
});

describe("the number at a path", () => {
  it.each([
    ['{"a":{"b":[1,2.5]}}', "a.b.1", 2.5],
    ['{"a":"3"}', "a", 3],
    ["[7]", "0", 7],
    ['{"a":"NaN"}', "a", null],
    ['{"a":""}', "a", null],
    ['{"a":null}', "a", null],
    ['{"a":true}', "a", null],
    ['{"a":1}', "a.b", null],
    ['{"a":1}', "constructor", null],
    ["[1]", "length", null],
  ])("of %s at %s is %s", (json, path, number) => {
    expect(numberAt(json, path)).toBe(number);
  });
});
