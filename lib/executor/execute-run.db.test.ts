import { afterEach, describe, expect, it } from "vitest";
import { verifyAudit } from "../audit/verify";
import { TARGET_MAJORS } from "../testing/server-addresses";
import { planRename } from "./fixture-rows";
import { createWorld, type World } from "./fixture-world";

let world: World;
afterEach(async () => {
  await world?.close();
});

const one = async (client: World["target"], sql: string): Promise<unknown> => {
  const { rows } = await client.query({ text: sql, rowMode: "array" });
  return (rows[0] as unknown[] | undefined)?.[0];
};

describe.each(TARGET_MAJORS)("a rename on PostgreSQL %i", (major) => {
  it("goes up through all phases while the app writes in old and new shape", async () => {
    world = await createWorld({ server: major, rows: 20_000, policy: { batchTargetMs: 5 } });
    await world.worker();
    const expand = await world.finish(await world.start("expand"));
    expect(expand).toMatchObject({ state: "succeeded", error: null });
    expect(expand.steps.map((step) => step.state)).toEqual(["succeeded", "succeeded"]);

    let writing = true;
    let writes = 0;
    const writers = [0, 1].map(async (shape) => {
      const session = await world.session();
      for (let i = 0; writing; i++) {
        const id = 1 + ((i * 7919 + shape * 31) % 20_000);
        if (shape === 0) {
          await session.query("UPDATE public.people SET full_name = $2 WHERE id = $1", [id, `old ${i}`]);
          await session.query("INSERT INTO public.people (age) VALUES (1)");
        } else {
          await session.query("UPDATE public.people SET name = $2 WHERE id = $1", [id, `new ${i}`]);
          await session.query("INSERT INTO public.people (name) VALUES ($1)", [`fresh ${i}`]);
        }
        writes += 2;
      }
    });
    const backfill = await world.finish(await world.start("backfill"));
    writing = false;
    await Promise.all(writers);
    expect(backfill).toMatchObject({ state: "succeeded", error: null });
    expect(writes).toBeGreaterThan(10);
    const [fill] = backfill.steps;
    expect(fill?.progress?.batches).toBeGreaterThan(5);
    expect(
      await one(
        world.target,
        "SELECT count(*)::int FROM public.people WHERE name IS DISTINCT FROM full_name",
      ),
    ).toBe(0);
    expect(
      await one(
        world.target,
        "SELECT count(*)::int FROM (SELECT id FROM oracle.writes GROUP BY id HAVING count(*) > 1) d",
      ),
    ).toBe(0);
    expect(await one(world.target, "SELECT rows_written::int FROM interlock.cursor")).toBe(
      await one(world.target, "SELECT count(*)::int FROM oracle.writes"),
    );
    expect(
      await one(
        world.target,
        "SELECT indisvalid FROM pg_index WHERE indexrelid = 'public.people_name_idx'::regclass",
      ),
    ).toBe(true);

    await world.allowContract();
    const contract = await world.finish(await world.start("contract"));
    expect(contract).toMatchObject({ state: "succeeded", error: null });
    expect(
      await one(
        world.target,
        "SELECT string_agg(attname, ',' ORDER BY attnum) FROM pg_attribute WHERE attrelid = 'public.people'::regclass AND attnum > 0 AND NOT attisdropped",
      ),
    ).toBe("id,age,name");
    expect(
      await one(
        world.target,
        "SELECT count(*)::int FROM pg_locks WHERE locktype = 'advisory' AND database = (SELECT oid FROM pg_database WHERE datname = current_database())",
      ),
    ).toBe(0);
    expect((await verifyAudit(world.store.db)).ok).toBe(true);
  });

  it("takes every phase back, last step first", async () => {
    world = await createWorld({ server: major, rows: 500 });
    await world.worker();
    for (const phase of ["expand", "backfill"]) await world.finish(await world.start(phase));
    const back = await world.finish(await world.start("backfill", "down"));
    expect(back.steps.map((step) => `${step.id} ${step.state}`)).toEqual([
      "build-index reverted",
      "validate-check skipped",
      "add-check reverted",
      "fill skipped",
    ]);
    expect(await one(world.target, "SELECT to_regclass('public.people_name_idx')")).toBe(null);
    const gone = await world.finish(await world.start("expand", "down"));
    expect(gone.state).toBe("succeeded");
    expect(
      await one(
        world.target,
        "SELECT count(*)::int FROM pg_attribute WHERE attrelid = 'public.people'::regclass AND attname = 'name'",
      ),
    ).toBe(0);
    for (const phase of ["expand", "backfill"]) {
      expect((await world.finish(await world.start(phase))).state).toBe("succeeded");
    }
    expect(
      await one(
        world.target,
        "SELECT count(*)::int FROM public.people WHERE name IS DISTINCT FROM full_name",
      ),
    ).toBe(0);
  });

  it("carries out what the planner plans, for a column with a default, a check, an index and the app's own trigger", async () => {
    world = await createWorld({
      server: major,
      rows: 5_000,
      prepare: `ALTER TABLE public.people ALTER full_name SET NOT NULL, ADD CONSTRAINT named CHECK (full_name <> '');
        CREATE INDEX people_full_name ON public.people (full_name);
        CREATE FUNCTION public.tidy() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.full_name := trim(NEW.full_name); RETURN NEW; END $$;
        CREATE TRIGGER tidy BEFORE INSERT OR UPDATE ON public.people FOR EACH ROW EXECUTE FUNCTION public.tidy();`,
      makePlan: planRename,
    });
    await world.worker();
    const up = async (phase: string) => {
      const run = await world.finish(await world.start(phase));
      expect(run, JSON.stringify(run.steps.filter((step) => step.error))).toMatchObject({
        state: "succeeded",
      });
    };
    const down = async (phase: string) => {
      const run = await world.finish(await world.start(phase, "down"));
      expect(run, JSON.stringify(run.steps.filter((step) => step.error))).toMatchObject({
        state: "succeeded",
      });
    };
    await up("expand");
    await up("backfill");
    await down("backfill");
    await down("expand");
    await world.target.query("TRUNCATE oracle.writes");
    await up("expand");
    await world.app.query("INSERT INTO public.people (full_name) VALUES (' old shape ')");
    await world.app.query("INSERT INTO public.people (name) VALUES ('new shape')");
    await up("backfill");
    expect(
      await one(
        world.target,
        "SELECT count(*)::int FROM public.people WHERE name IS DISTINCT FROM full_name",
      ),
    ).toBe(0);
    expect(await one(world.target, "SELECT count(*)::int FROM oracle.writes")).toBe(5_000);
    await world.target.query("DROP TRIGGER tidy ON public.people");
    await world.allowContract();
    await up("contract");
    expect(
      await one(
        world.target,
        "SELECT count(*)::int FROM pg_attribute WHERE attrelid = 'public.people'::regclass AND attname = 'full_name'",
      ),
    ).toBe(0);
    expect(await one(world.target, "SELECT count(*)::int FROM pg_index WHERE NOT indisvalid")).toBe(0);
    expect(
      await one(
        world.target,
        "SELECT column_default FROM information_schema.columns WHERE table_name = 'people' AND column_name = 'name'",
      ),
    ).toBe("'unnamed'::text");
  });
});
