import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, it } from "vitest";
import { readAppHealth } from "./app-health";

let server: Server;
let asked: string[] = [];
beforeAll(async () => {
  server = createServer((request, response) => {
    asked.push(request.url!);
    const status = Number(request.url!.slice(1));
    if (status > 0) response.writeHead(status, { location: "/200" }).end("body");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

const url = (path: string) => `http://localhost:${(server.address() as AddressInfo).port}${path}`;

it.each([
  ["/200", null],
  ["/204", null],
  ["/503", "answers 503"],
  ["/302", "answers 302"],
  ["/0", "does not answer"],
])("of an app that answers %s is %s", async (path, verdict) => {
  asked = [];
  expect(await readAppHealth(url(path))).toBe(verdict);
  expect(asked, "no redirect is followed").toEqual([path]);
});

it.each(["http://169.254.169.254/latest", "http://metadata.google.internal/", "http://[::ffff:a9fe:a9fe]/"])(
  "is not asked of %s",
  async (link) => {
    expect(await readAppHealth(link)).toMatch(/^is not asked/);
  },
);
