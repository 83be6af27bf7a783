import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import type { Run } from "../contracts/run";
import { startSampler } from "../monitor/sampler";
import { findTargetConnection } from "../store/environments";
import { auditEvents } from "../store/schema";
import type { TargetConnection } from "../target/connection-string";
import { createWorld, type World, type WorldOptions } from "./fixture-world";

const HOUR_MS = 3_600_000;
/** Enough rows for a scan of the whole table to be a large one. */
const ROWS = 12_000;

let world: World;
const samplers: { stop(): Promise<void> }[] = [];
afterEach(async () => {
  await Promise.all(samplers.splice(0).map((sampler) => sampler.stop()));
  await world?.close();
});

function sample(change: (connection: TargetConnection) => TargetConnection = (same) => same) {
  const sampler = startSampler({
    store: world.store,
    workerId: `worker_${samplers.length}`,
    log: { info: () => {}, warn: () => {} },
    connectionOf: async (id) => {
      const connection = await findTargetConnection(world.store.db, id);
      return connection && change(connection);
    },
  });
  samplers.push(sampler);
  return sampler;
}

/** A run that succeeded, and is watched. */
async function succeeded(policy: WorldOptions["policy"]): Promise<string> {
  world = await createWorld({ rows: ROWS, policy });
  await world.worker();
  const runId = await world.start("expand");
  expect(await world.finish(runId)).toMatchObject({ state: "succeeded" });
  return runId;
}

const hasFound = (code: string) => (run: Run) =>
  run.watch?.findings.some((finding) => finding.code === code) ?? false;

/** Reads the whole table again and again as the app, since only scans after the watch's first look are new. */
async function scanUntil(runId: string, wanted: (run: Run) => boolean): Promise<Run> {
  let isOver = false;
  const scanning = (async () => {
    while (!isOver) {
      await world.app.query("SELECT count(age + 0) FROM public.people");
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  })();
  try {
    return await world.until(runId, wanted);
  } finally {
    isOver = true;
    await scanning;
  }
}

async function watchedEvents(): Promise<readonly unknown[]> {
  const rows = await world.store.db.select().from(auditEvents);
  return rows.filter(({ action }) => action === "run.watched");
}

describe("after a run that succeeded", () => {
  it("waiting sessions and new scans are told, whichever worker looks, until a later run begins", async () => {
    const runId = await succeeded({ watchAfterMs: HOUR_MS });
    expect((await world.run(runId)).watch).toMatchObject({ endedAt: null, findings: [] });
    const first = sample();

    const holder = await world.session();
    await holder.query("BEGIN; LOCK TABLE public.people IN EXCLUSIVE MODE");
    const writer = await world.session();
    const writing = writer.query("UPDATE public.people SET age = 1 WHERE id = 1");
    const waited = await world.until(runId, hasFound("waiting"));
    expect(waited.state).toBe("succeeded");
    expect(waited.watch!.findings).toEqual([
      expect.objectContaining({
        relation: "public.people",
        message: expect.stringMatching(
          /^shop@v1 \(pid \d+\) waited [\d.]+ s on public\.people, behind shop@v1 \(pid \d+\)\.$/,
        ),
      }),
    ]);
    await holder.query("ROLLBACK");
    await writing;

    // Another worker's sampler goes on with what the first one left.
    await first.stop();
    sample();
    const scanned = await scanUntil(runId, hasFound("scans"));
    expect(scanned.watch!.findings.map(({ code }) => code).sort()).toEqual(["scans", "waiting"]);
    expect(scanned.watch!.findings.find(({ code }) => code === "scans")!.message).toMatch(
      /^public\.people was read as a whole .* about 1\d,\d{3} rows each/,
    );

    const later = await world.start("backfill");
    const over = await world.until(runId, ({ watch }) => watch?.endedAt != null);
    expect(over).toMatchObject({ state: "succeeded", watch: { endedBy: "later-run" } });
    expect(await watchedEvents()).toEqual([
      expect.objectContaining({
        subjectId: runId,
        actorName: "Interlock",
        summary: expect.stringMatching(/: 2 things noticed$/),
      }),
    ]);
    const told = (await world.events(runId)).filter(({ type }) => type === "watch");
    expect(told.at(-1)!.data).toEqual({ watch: over.watch });
    expect(await world.finish(later)).toMatchObject({ state: "succeeded" });
  });

  it("the watch ends by itself, and says where nothing was noticed", async () => {
    const runId = await succeeded({ watchAfterMs: 1 });
    sample();
    const over = await world.until(runId, ({ watch }) => watch?.endedAt != null);
    expect(over.watch).toMatchObject({ endedBy: "time", findings: [] });
    const texts = (await world.events(runId)).flatMap((event) =>
      event.type === "log" ? [event.data.message] : [],
    );
    expect(texts).toContain("Watched after the run: nothing noticed.");
    expect(await watchedEvents()).toHaveLength(1);
  });

  it("an app that is unwell is told of, and a database that cannot be looked at", async () => {
    const app = createServer((_, response) => response.writeHead(500).end());
    await new Promise<void>((resolve) => app.listen(0, "127.0.0.1", resolve));
    try {
      const healthUrl = `http://127.0.0.1:${(app.address() as AddressInfo).port}/up`;
      const errorRate = { url: healthUrl, path: "rate", max: 1 };
      const runId = await succeeded({ watchAfterMs: HOUR_MS, healthUrl, errorRate });
      // Nothing listens on the discard port.
      sample((connection) => ({ ...connection, port: 9 }));
      const unwell = await world.until(runId, (run) =>
        ["app-health", "error-rate", "blind"].every((code) => hasFound(code)(run)),
      );
      const messages = unwell.watch!.findings.map(({ message }) => message);
      expect(messages).toContainEqual(
        expect.stringMatching(/^The app is unwell: its health URL answers 500, for /),
      );
      expect(messages).toContainEqual(
        expect.stringMatching(/^The app's error rate cannot be read: its URL answers 500, for /),
      );
      expect(messages).toContainEqual(expect.stringMatching(/^The database could not be looked at: /));
    } finally {
      app.close();
    }
  });

  it("nothing is watched where the policy says so", async () => {
    const runId = await succeeded({ watchAfterMs: 0 });
    expect((await world.run(runId)).watch).toBeNull();
  });
});
