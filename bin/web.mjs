// The web process: serves the built app and ends with its parent. Plain JavaScript, so that no TypeScript
// loader sits between Node and Next.
import { createServer } from "node:http";
import next from "next";
import { CLIENT_ADDRESS_HEADER, clientAddress } from "./client-address.mjs";

const dev = process.argv.includes("--dev");
const hostname = process.env.HOST ?? "127.0.0.1";
const port = Number(process.env.PORT ?? 3000);
// Open event streams are cut after this; browsers come back by themselves.
const DRAIN_MS = 1_000;

const app = next({ dev, hostname, port });
await app.prepare();
const handle = app.getRequestHandler();
const trustProxy = process.env.INTERLOCK_TRUST_PROXY === "1";
const server = createServer((request, response) => {
  const forwardedFor = request.headers["x-forwarded-for"];
  request.headers[CLIENT_ADDRESS_HEADER] = clientAddress({
    peer: request.socket.remoteAddress,
    forwardedFor: Array.isArray(forwardedFor) ? forwardedFor.join(",") : forwardedFor,
    trustProxy,
  });
  handle(request, response).catch((error) => {
    console.error("A request could not be answered:", error);
    if (!response.headersSent) response.statusCode = 500;
    response.end();
  });
});
// Longer than the idle time of common proxies, which would otherwise reuse a connection that we just closed.
server.keepAliveTimeout = 75_000;

let ending = false;
function end() {
  if (ending) return;
  ending = true;
  server.close(() => process.exit(0));
  server.closeIdleConnections();
  setTimeout(() => server.closeAllConnections(), DRAIN_MS);
  setTimeout(() => process.exit(0), 2 * DRAIN_MS);
}
process.on("SIGTERM", end);
process.on("SIGINT", end);
process.on("disconnect", end);

server.once("error", (error) => {
  console.error(`The page cannot be served on ${hostname}:${port}: ${error.message}`);
  process.exit(1);
});
server.listen(port, hostname, () => process.send?.("ready"));
