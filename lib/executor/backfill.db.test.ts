import { afterEach, describe, expect, it } from "vitest";
import { createWorld, type World } from "./fixture-world";

let world: World;
afterEach(async () => {
  await world?.close();
});

/** More rows at the end of the table for every batch than a batch has: as an app that writes faster than we read. */
const GROWING = `
  CREATE FUNCTION oracle.grow() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    -- As the app would: not in the name of the backfill.
    PERFORM set_config('interlock.backfill', '', true);
    INSERT INTO public.people (full_name, age) SELECT 'late', 1 FROM generate_series(1, 1000);
    PERFORM set_config('interlock.backfill', '1', true);
    RETURN NULL; END $$;
  CREATE TRIGGER grow AFTER UPDATE ON public.people FOR EACH STATEMENT EXECUTE FUNCTION oracle.grow();`;

describe("a backfill of a table that grows faster than it is read", () => {
  it("ends at the key that was the last when it began: the trigger fills what comes later", async () => {
    world = await createWorld({ rows: 2_000, prepare: GROWING, policy: { batchTargetMs: 5 } });
    await world.worker();
    expect((await world.finish(await world.start("expand"))).state).toBe("succeeded");
    const run = await world.finish(await world.start("backfill"));
    expect(run).toMatchObject({ state: "succeeded", error: null });
    expect(run.steps[0]?.progress?.rowsDone).toBe(2_000);
    const { rows } = await world.target.query(
      "SELECT count(*) FILTER (WHERE name IS DISTINCT FROM full_name)::int AS apart, count(*)::int AS n FROM public.people",
    );
    expect(rows[0].apart).toBe(0);
    expect(rows[0].n).toBeGreaterThan(4_000);
  });
});
