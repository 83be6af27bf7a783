import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import type { PlanDraft } from "../contracts/plan";
import { changePace, requestResume } from "../store/runs";
import { dispatchRun } from "./dispatch";
import { RENAME_PLAN } from "./fixture-plan";
import { expectExactlyOnce, rowsDone, SLOW } from "./fixture-rows";
import { createWorld, type World } from "./fixture-world";

let world: World;
afterEach(async () => {
  await world?.close();
});

/** The fixture's plan, walking another key. */
function planOver(key: readonly string[]): PlanDraft {
  const draft = structuredClone(RENAME_PLAN);
  const backfill = draft.nodes.find((node) => node.id === "backfill");
  const fill = backfill?.type === "phase" ? backfill.steps[0]?.backfill : null;
  if (!fill) throw new Error("no backfill");
  fill.key = [...key];
  return draft;
}

const keyed = (columns: string, values: string, key: string) => `
  ALTER TABLE public.people DROP CONSTRAINT people_pkey, ${columns};
  UPDATE public.people SET ${values};
  ALTER TABLE public.people ADD PRIMARY KEY (${key});
  TRUNCATE oracle.writes;`;

/** Each way of paging that a primary key can ask for. */
const KEYS: readonly (readonly [string, readonly string[], string])[] = [
  ["uuid", ["u"], keyed("ADD u uuid", "u = md5(id::text)::uuid", "u")],
  [
    "text under a collation, with quotes and accents",
    ["t"],
    keyed("ADD t text", "t = chr(65 + (id % 60)::int) || 'é''\"' || id", "t"),
  ],
  [
    "timestamps with a time zone, infinite ones among them",
    ["at"],
    keyed(
      "ADD at timestamptz",
      "at = CASE id WHEN 1 THEN '-infinity' WHEN 2 THEN 'infinity' ELSE '2020-01-01'::timestamptz + id * interval '1.000001 second' END",
      "at",
    ),
  ],
  [
    "several columns of several types, the first one with few values",
    ["g", "at", "id"],
    keyed(
      "ADD g text, ADD at date",
      "g = 'group ' || id % 3, at = date '2020-01-01' + (id % 50)::int",
      "g, at, id",
    ),
  ],
  [
    "an enum, in its own order",
    ["mood", "id"],
    keyed("ADD mood public.mood", "mood = (ARRAY['z','m','a'])[1 + id % 3]::public.mood", "mood, id"),
  ],
  [
    "numbers with a fraction, in a column called as our own output is",
    ["n"],
    keyed("ADD n numeric", "n = id / 7.0", "n"),
  ],
  [
    "a type of an extension, with its own order",
    ["c"],
    `CREATE EXTENSION citext SCHEMA public; ${keyed("ADD c public.citext", "c = (CASE WHEN id % 2 = 0 THEN 'k' ELSE 'K' END) || id", "c")}`,
  ],
  ["text in a column called upper", ["upper"], keyed('ADD "upper" text', '"upper" = id::text', '"upper"')],
];

describe("a backfill pages over", () => {
  it.each(KEYS)("%s: every row is written once", async (_, key, prepare) => {
    world = await createWorld({
      rows: 3_000,
      draft: planOver(key),
      prepare: `CREATE TYPE public.mood AS ENUM ('z', 'm', 'a'); ${prepare} ANALYZE public.people;`,
      policy: { batchTargetMs: 5 },
    });
    await world.worker();
    expect((await world.finish(await world.start("expand"))).state).toBe("succeeded");
    const run = await world.finish(await world.start("backfill"));
    expect(run, JSON.stringify(run.error ?? run.reason)).toMatchObject({ state: "succeeded" });
    expect(run.steps[0]!.progress).toMatchObject({ rowsDone: 3_000, rowsWritten: 3_000 });
    expect(run.steps[0]!.progress!.batches).toBeGreaterThan(2);
    await expectExactlyOnce(world, 3_000);
  });
});

describe("what a backfill may use up", () => {
  it.each([
    ["WAL", { walBudgetBytes: 300_000 }, "backfill.wal-budget"],
    ["room of the table", { growthBudgetBytes: 200_000 }, "backfill.growth-budget"],
  ] as const)(
    "is limited in %s: it stops to ask, and goes on when that is granted again",
    async (_, budget, code) => {
      world = await createWorld({
        rows: 20_000,
        policy: { ...budget, batchTargetMs: 5, batchPauseRatio: 40 },
      });
      await world.worker();
      await world.finish(await world.start("expand"));
      const runId = await world.start("backfill");
      const run = await world.finish(runId, 90_000);
      expect(run).toMatchObject({ state: "paused", reason: { code, waitsFor: "person" } });
      const { rowsDone: at } = run.steps[0]!.progress!;
      expect(at).toBeGreaterThan(0);
      expect(at).toBeLessThan(20_000);
      await world.store.db.transaction(async (tx) => {
        await requestResume(tx, runId, { choice: "grant-again" });
        await dispatchRun(tx, runId);
      });
      await world.until(runId, rowsDone(at + 1));
    },
  );

  it("is bounded in room by vacuums between slices", async () => {
    world = await createWorld({
      rows: 40_000,
      prepare:
        "ALTER TABLE public.people SET (autovacuum_enabled = off); DROP TRIGGER oracle ON public.people",
      // Short batches: one that is larger than a slice is vacuumed after, all of it.
      policy: { vacuumEveryPercent: 10, batchTargetMs: 5 },
    });
    await world.worker();
    await world.finish(await world.start("expand"));
    const run = await world.finish(await world.start("backfill"));
    expect(run).toMatchObject({ state: "succeeded" });
    const { tableBytes, tableBytesBefore, vacuums } = run.steps[0]!.progress!;
    expect(vacuums).toBeGreaterThanOrEqual(4);
    // Without them it more than doubles: all old versions stay, and the new ones are longer.
    expect(tableBytes! / tableBytesBefore!).toBeLessThan(1.8);
  });
});

describe("the pace of a backfill", () => {
  it("is changed while it runs, in force from the next batch", async () => {
    world = await createWorld({ rows: 20_000, policy: SLOW });
    await world.worker();
    await world.finish(await world.start("expand"));
    const runId = await world.start("backfill");
    await world.until(runId, rowsDone(500));
    const changed = await world.store.db.transaction((tx) =>
      changePace(tx, runId, { pace: "fast", by: "Eve" }),
    );
    expect(changed).toMatchObject({ ok: true, value: { pace: "fast" } });
    // At the policy's pace, with pauses fifteen times the batch, it would take minutes.
    const run = await world.finish(runId);
    expect(run).toMatchObject({ state: "succeeded", pace: "fast" });
    expect((await world.events(runId)).filter((event) => event.type === "pace")).toHaveLength(1);
    await expectExactlyOnce(world, 20_000);
    expect(
      await world.store.db.transaction((tx) => changePace(tx, runId, { pace: "gentle", by: "Eve" })),
    ).toMatchObject({ ok: false, failure: { code: "conflict" } });
  });
});

describe("an app that says it is unwell", () => {
  it.each([
    [
      "by its health URL",
      (url: string) => ({ healthUrl: url }),
      "the app is unwell: its health URL answers 503",
    ],
    [
      "by its error rate",
      (url: string) => ({ errorRate: { url: `${url}?rate`, path: "rate", max: 0.05 } }),
      "the app's error rate is 0.25 (limit 0.05)",
    ],
  ])("%s holds the backfill, which says so and goes on once it is well", async (_, policy, heldBy) => {
    let isWell = false;
    const app = createServer((request, response) => {
      const tellsRate = request.url === "/up?rate";
      response.writeHead(isWell || tellsRate ? 200 : 503).end(JSON.stringify({ rate: isWell ? 0 : 0.25 }));
    });
    await new Promise<void>((resolve) => app.listen(0, "127.0.0.1", resolve));
    const url = `http://127.0.0.1:${(app.address() as AddressInfo).port}/up`;
    try {
      world = await createWorld({ rows: 500, policy: policy(url) });
      await world.worker();
      await world.finish(await world.start("expand"));
      const runId = await world.start("backfill");
      const held = await world.until(runId, (run) => run.steps[0]?.progress?.heldBy != null);
      expect(held.steps[0]!.progress!.heldBy).toBe(heldBy);
      isWell = true;
      expect(await world.finish(runId)).toMatchObject({ state: "succeeded" });
      await expectExactlyOnce(world, 500);
    } finally {
      app.close();
    }
  });
});
