import { existsSync } from "node:fs";
import { afterEach, describe, expect, it } from "vitest";
import { countOf, expectExactlyOnce, rowsDone, SLOW } from "./fixture-rows";
import { createWorld, type World } from "./fixture-world";

const LIBRARY = ["x86_64", "aarch64"]
  .map((cpu) => `/usr/lib/${cpu}-linux-gnu/faketime/libfaketimeMT.so.1`)
  .find((path) => existsSync(path));
if (!LIBRARY) console.warn("Clocks that differ are not tried: libfaketime is not installed.");

/** A process's wall clock is off; time that passes is counted as ever. */
const clockOff = (by: string) => ({
  LD_PRELOAD: LIBRARY ?? "",
  FAKETIME: by,
  FAKETIME_DONT_FAKE_MONOTONIC: "1",
  DONT_FAKE_MONOTONIC: "1",
});

let world: World;
afterEach(async () => {
  await world?.close();
});

describe.skipIf(!LIBRARY)("two workers whose clocks are twenty minutes apart", () => {
  it("take nothing from each other while both live, and take over as ever when one dies", async () => {
    world = await createWorld({ rows: 20_000, policy: SLOW });
    const early = world.spawnWorker(clockOff("-10m"));
    expect((await world.finish(await world.start("expand"))).state).toBe("succeeded");
    const runId = await world.start("backfill");
    await world.until(runId, rowsDone(500));
    // To this one every lease of the other looks long over.
    const late = world.spawnWorker(clockOff("+10m"));
    const other = async () =>
      (await world.store.pool.query("select from workers where heartbeat_at > now() - interval '5 seconds'"))
        .rowCount;
    await expect.poll(other, { timeout: 60_000 }).toBe(2);
    const at = (await world.run(runId)).steps[0]!.progress!.rowsDone;
    await world.until(runId, rowsDone(at + 3_000));
    expect(await countOf(world, `interlock.run WHERE run_id = '${runId}' AND epoch = 1`)).toBe(1);
    early.kill("SIGKILL");
    expect((await world.finish(runId)).state).toBe("succeeded");
    expect(late.exitCode).toBeNull();
    expect(await countOf(world, `interlock.run WHERE run_id = '${runId}' AND epoch = 2`)).toBe(1);
    await expectExactlyOnce(world, 20_000);
    // What happened is in order by the database's clock, whoever wrote it down.
    const { rows } = await world.store.pool.query(
      "select seq from (select seq, at, lag(at) over (order by seq) as before from audit_events) e where at < before",
    );
    expect(rows).toEqual([]);
  });
});
