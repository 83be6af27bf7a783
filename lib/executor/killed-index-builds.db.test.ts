import { once } from "node:events";
import type pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { RENAME_PLAN } from "./fixture-plan";
import { countOf } from "./fixture-rows";
import { createWorld, type World } from "./fixture-world";

/** Held while the index's expression may not be computed. */
const GATE = 4711;
const VALID =
  "EXISTS (SELECT FROM pg_index WHERE indexrelid = to_regclass('public.people_gated') AND indisvalid AND indisready)";

let world: World;
let holders: pg.Client[] = [];
beforeAll(async () => {
  const draft = structuredClone(RENAME_PLAN);
  const [, backfill] = draft.nodes;
  if (backfill?.type !== "phase") throw new Error("no phase");
  const build = backfill.steps.find((step) => step.id === "build-index")!;
  const [drop] = build.revert.actions;
  const sql = "DROP INDEX CONCURRENTLY public.people_gated";
  const gone = "SELECT CASE WHEN to_regclass('public.people_gated') IS NULL THEN 'done' ELSE 'absent' END";
  backfill.steps = [
    {
      ...build,
      sql: "CREATE INDEX CONCURRENTLY people_gated ON public.people (public.gated(id))",
      probe: { sql: `SELECT CASE WHEN ${VALID} THEN 'done' ELSE 'absent' END` },
      revert: { ...build.revert, sql, actions: [{ ...drop!, sql, probe: { sql: gone } }] },
    },
  ];
  world = await createWorld({
    rows: 50,
    draft,
    prepare: `CREATE FUNCTION public.gated(bigint) RETURNS bigint LANGUAGE plpgsql IMMUTABLE AS
      $$ BEGIN PERFORM pg_catalog.pg_advisory_xact_lock_shared(${GATE}); RETURN $1; END $$`,
  });
  const worker = await world.worker();
  expect((await world.finish(await world.start("expand"))).state).toBe("succeeded");
  await worker.stop();
});
afterAll(async () => {
  await world?.close();
});

/** A transaction of the app's, to be waited for. */
async function open(sql: string): Promise<pg.Client> {
  const session = await world.session();
  await session.query(sql);
  holders.push(session);
  return session;
}
const write = () => open("BEGIN; UPDATE public.people SET age = age WHERE id = 1");

async function letGo(): Promise<void> {
  for (const session of holders) await session.query("ROLLBACK; SELECT pg_advisory_unlock_all()");
  holders = [];
}

async function phaseIs(wanted: string): Promise<void> {
  const phase = async () => {
    const { rows } = await world.target.query<{ phase: string }>(
      "SELECT phase FROM pg_stat_progress_create_index WHERE datname = current_database()",
    );
    return rows[0]?.phase;
  };
  await expect.poll(phase, { timeout: 60_000, interval: 20 }).toBe(wanted);
}

/** Each place where a build can stand for long, and how it is made to stand there. */
const PHASES: readonly {
  readonly phase: string;
  readonly before: () => Promise<unknown>;
  readonly after?: () => Promise<unknown>;
}[] = [
  { phase: "waiting for writers before build", before: write },
  { phase: "building index: scanning table", before: () => open(`SELECT pg_advisory_lock(${GATE})`) },
  {
    phase: "waiting for writers before validation",
    before: write,
    after: async () => {
      await phaseIs("waiting for writers before build");
      const [first] = holders.splice(0);
      await open("BEGIN; UPDATE public.people SET age = age WHERE id = 2");
      await first!.query("COMMIT");
    },
  },
  {
    phase: "waiting for old snapshots",
    before: () => open("BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT FROM oracle.writes LIMIT 1"),
  },
];

describe.each(PHASES)("an index build killed while $phase", ({ phase, before, after }) => {
  it.each(["its session is terminated", "its worker is killed"])(
    "when %s: what it left is dropped, and the index is built whole",
    async (way) => {
      const child = way === "its worker is killed" ? world.spawnWorker() : null;
      const worker = child ? null : await world.worker();
      await before();
      const runId = await world.start("backfill");
      await after?.();
      await phaseIs(phase);
      if (child) {
        child.kill("SIGKILL");
        await once(child, "exit");
      } else {
        const { rowCount } = await world.target.query(
          "SELECT pg_terminate_backend(pid) FROM pg_stat_progress_create_index WHERE datname = current_database()",
        );
        expect(rowCount).toBe(1);
      }
      const next = worker ?? (await world.worker());
      await letGo();
      expect((await world.finish(runId)).state).toBe("succeeded");
      expect(await countOf(world, `(SELECT WHERE ${VALID}) v`)).toBe(1);
      expect(await countOf(world, "pg_index WHERE NOT (indisvalid AND indisready)")).toBe(0);
      expect((await world.finish(await world.start("backfill", "down"))).state).toBe("succeeded");
      await next.stop();
    },
  );
});
