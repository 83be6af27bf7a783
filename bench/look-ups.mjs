// A thread that is the app: look-ups by key in a closed loop. Each message is a slice in milliseconds, each answer its
// transactions a second. A thread of its own, because an app does not share its process with the monitor.
import { parentPort, workerData } from "node:worker_threads";
import pg from "pg";

const clients = Array.from(
  { length: workerData.clients },
  () => new pg.Client({ connectionString: workerData.url, application_name: "load" }),
);
await Promise.all(clients.map((client) => client.connect()));

parentPort.on("message", async (sliceMs) => {
  if (sliceMs === 0) {
    await Promise.all(clients.map((client) => client.end()));
    parentPort.close();
    return;
  }
  const until = performance.now() + sliceMs;
  const counts = await Promise.all(
    clients.map(async (client) => {
      let count = 0;
      for (; performance.now() < until; count++) {
        const values = [1 + Math.floor(Math.random() * 10_000)];
        await client.query({ name: "look-up", text: "SELECT n FROM t0 WHERE id = $1", values });
      }
      return count;
    }),
  );
  parentPort.postMessage((counts.reduce((a, b) => a + b, 0) * 1000) / sliceMs);
});
