import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type pg from "pg";
import { afterEach, describe, expect, it } from "vitest";
import { verifyAudit } from "../audit/verify";
import { requestResume } from "../store/runs";
import { type OwnServer, startOwnServer } from "../testing/own-server";
import { dispatchRun } from "./dispatch";
import { countOf, expectExactlyOnce, rowsDone, SLOW } from "./fixture-rows";
import { createWorld, type World } from "./fixture-world";

/** Only root may give a server a small disk of its own, and not in every container. */
const mayMount = (() => {
  const folder = mkdtempSync(join(tmpdir(), "interlock-mount-"));
  try {
    execFileSync("mount", ["-t", "tmpfs", "-o", "size=1m", "tmpfs", folder], { stdio: "ignore" });
    execFileSync("umount", [folder]);
    return true;
  } catch {
    console.warn("Full disks are not tried: no file system may be mounted here.");
    return false;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
})();

let world: World;
afterEach(async () => {
  await world?.close();
});

const smallServer = (major?: 18): Promise<OwnServer> =>
  startOwnServer({
    ...(major && { major }),
    diskMegabytes: 160,
    settings: {
      synchronous_commit: "on",
      min_wal_size: "32MB",
      max_wal_size: "64MB",
      shared_buffers: "16MB",
      max_connections: "60",
    },
  });

/** Writes WAL until there is no room for more: the server then goes down, and cannot come up again. */
async function untilDown(server: OwnServer): Promise<void> {
  const client: pg.Client = await server.connect();
  for (;;) {
    try {
      await client.query("SELECT pg_logical_emit_message(false, 'fill', repeat('x', 1000000))");
    } catch {
      await client.end().catch(() => {});
      break;
    }
  }
  await server.ended();
}

describe.skipIf(!mayMount)("a disk that is full", () => {
  it("of the target stops the backfill to ask; when the server goes down with it, it is waited for", async () => {
    const server = await smallServer();
    world = await createWorld({ server, rows: 30_000, policy: SLOW });
    world.after(() => server.remove());
    await world.worker();
    expect((await world.finish(await world.start("expand"))).state).toBe("succeeded");
    const runId = await world.start("backfill");
    await world.until(runId, rowsDone(1_000));
    server.fill(true);
    const paused = await world.until(runId, ({ state }) => state !== "running");
    expect(paused).toMatchObject({
      state: "paused",
      reason: { code: "target.out-of-resources", waitsFor: "person" },
    });
    const at = paused.steps[0]!.progress!.rowsDone;
    expect(await countOf(world, "oracle.writes")).toBe(at);
    server.fill(false);
    await world.store.db.transaction(async (tx) => {
      expect((await requestResume(tx, runId, { choice: "keep-trying" })).ok).toBe(true);
      await dispatchRun(tx, runId);
    });
    await world.until(runId, rowsDone(at + 1_000));
    server.fill(true);
    await untilDown(server);
    server.fill(false);
    await server.start();
    const run = await world.until(runId, ({ state }) => state !== "running" && state !== "queued");
    // What was under way then met either a full table or a server that is gone.
    if (run.state === "paused") {
      expect(run.reason!.code).toBe("target.out-of-resources");
      await world.store.db.transaction(async (tx) => {
        await requestResume(tx, runId, { choice: "keep-trying" });
        await dispatchRun(tx, runId);
      });
    }
    expect((await world.until(runId, ({ finishedAt }) => finishedAt !== null)).state).toBe("succeeded");
    await world.reconnect();
    await expectExactlyOnce(world, 30_000);
  });

  it("of the control plane: nothing is done that is not on record, and the run goes on when there is room", async () => {
    const server = await smallServer(18);
    world = await createWorld({ controlServer: server, rows: 20_000, policy: SLOW });
    world.after(() => server.remove());
    await world.worker();
    expect((await world.finish(await world.start("expand"))).state).toBe("succeeded");
    const runId = await world.start("backfill");
    await world.until(runId, rowsDone(500));
    server.fill(true);
    await untilDown(server);
    let written = -1;
    const still = async () => {
      const before = written;
      written = await countOf(world, "oracle.writes");
      return written === before;
    };
    await expect.poll(still, { timeout: 60_000, interval: 1_500 }).toBe(true);
    expect(written).toBeLessThan(20_000);
    expect(await countOf(world, "pg_constraint WHERE conname = 'people_name_set'")).toBe(0);
    server.fill(false);
    await server.start();
    expect((await world.finish(runId)).state).toBe("succeeded");
    await expectExactlyOnce(world, 20_000);
    const events = await world.events(runId);
    expect(events.map((event) => event.seq)).toEqual(events.map((_, i) => i + 1));
    expect((await verifyAudit(world.store.db)).ok).toBe(true);
  });
});
