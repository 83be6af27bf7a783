import { afterEach, describe, expect, it } from "vitest";
import { runAction, stepsOf } from "@/lib/testing/plan-runner";
import { type PlannedDatabase, plannedDatabase } from "@/lib/testing/planned-database";

let db: PlannedDatabase;

afterEach(() => db?.close());

const SET_UP = `
  CREATE TABLE public.t (id int PRIMARY KEY, n int, note text, boss int);
  INSERT INTO public.t SELECT g, g FROM generate_series(1, 250) g;
  CREATE TABLE public.bare (n int);
  CREATE TABLE public.pointed (id int PRIMARY KEY, code text UNIQUE);
  CREATE TABLE public.kids (id int PRIMARY KEY, parent int REFERENCES public.pointed ON DELETE CASCADE,
    code text REFERENCES public.pointed (code) ON UPDATE CASCADE);
  CREATE TABLE public.tree (id int PRIMARY KEY, parent int REFERENCES public.tree);
  GRANT ALL ON public.t TO $app`;

async function run(words: { sentence: string } | { sql: string }) {
  const plan = await db.planned(words);
  for (const step of stepsOf(plan, "expand", "backfill")) {
    if (step.kind === "check") expect((await db.owner.query(step.sql)).rows).toEqual([]);
    else expect((await runAction(db.owner, step)).after, step.id).toBe("done");
  }
  const [fill] = stepsOf(plan, "backfill");
  if (!fill) throw new Error("there is a backfill");
  return { plan, fill };
}

describe.each([15, 18] as const)("rows changed and deleted on Postgres %i", (major) => {
  it("are put back where the app has not written since", async () => {
    db = await plannedDatabase(major, SET_UP);
    const { fill, plan } = await run({ sql: "UPDATE t SET n = n + 1, note = 'x' WHERE n <= 200" });
    expect(plan.nodes.map((node) => node.type === "phase" && node.destructive)).toEqual([false, true]);
    await db.app.query("UPDATE public.t SET n = 1000 WHERE id = 7; DELETE FROM public.t WHERE id = 8");
    for (const action of fill.revert.actions) expect((await runAction(db.owner, action)).after).toBe("done");
    const { rows } = await db.owner.query(
      "SELECT id, n, note FROM public.t WHERE n <> id OR note IS NOT NULL",
    );
    expect(rows).toEqual([{ id: 7, n: 1000, note: null }]);
    expect((await db.owner.query("SELECT count(*)::int AS n FROM public.t")).rows).toEqual([{ n: 249 }]);
  });

  it("are not put back over a row that has their key by now", async () => {
    db = await plannedDatabase(major, SET_UP);
    const { fill } = await run({ sentence: "delete rows of t where id <= 3" });
    await db.app.query("INSERT INTO public.t VALUES (2, 22)");
    const [back] = fill.revert.actions;
    if (!back) throw new Error("there is a way back");
    await expect(runAction(db.owner, back)).rejects.toThrow("duplicate key");
    await db.owner.query("ROLLBACK");
    expect((await db.owner.query("SELECT id, n FROM public.t WHERE id < 4")).rows).toEqual([
      { id: 2, n: 22 },
    ]);
    await db.app.query("DELETE FROM public.t WHERE id = 2");
    expect((await runAction(db.owner, back)).after).toBe("done");
    const { rows } = await db.owner.query("SELECT id, n FROM public.t WHERE id < 4 ORDER BY id");
    expect(rows).toEqual([1, 2, 3].map((id) => ({ id, n: id })));
  });

  it("are not taken for done because an earlier change kept such rows", async () => {
    db = await plannedDatabase(major, SET_UP);
    const words = { sql: "UPDATE t SET n = n + 1" };
    await run(words);
    const [check] = stepsOf(await db.planned(words), "expand");
    expect(check?.kind).toBe("check");
    expect((await db.owner.query(check?.sql ?? "")).rows).toEqual([
      { problem: expect.stringMatching(/keeps values from an earlier change of public\.t/) },
    ]);
  });
});

describe("rows that cannot be kept", () => {
  it.each([
    ["UPDATE bare SET n = 1", "table", /no primary key/],
    ["UPDATE t SET id = id + 1", "table", /no unique index over NOT NULL columns besides id/],
    [
      "UPDATE pointed SET code = 'x'",
      "set",
      /kids_code_fkey of public\.kids would change rows there as well/,
    ],
    ["DELETE FROM pointed", "table", /kids_parent_fkey of public\.kids would change rows there as well/],
    ["DELETE FROM tree", "table", /point at each other/],
  ])("%s", async (sql, field, message) => {
    db = await plannedDatabase(18, SET_UP);
    const plan = await db.plan({ sql });
    expect(plan).toMatchObject({
      ok: false,
      failure: { errors: [{ path: `operations.0.${field}`, message: expect.stringMatching(message) }] },
    });
  });

  it.each([
    ["UPDATE t SET n = 1, n = 2", "n is set twice"],
    ["UPDATE t SET m = 1", "has no column m"],
    ["DELETE FROM t WHERE random() < 0.5", "may answer differently each time"],
    ["DELETE FROM t WHERE t IS NULL", "has no column t"],
  ])("%s: is refused when it is read", async (sql, message) => {
    db = await plannedDatabase(18, SET_UP);
    const plan = await db.plan({ sql });
    expect(plan).toMatchObject({
      ok: false,
      failure: { errors: [{ path: "sql", message: expect.stringContaining(message) }] },
    });
  });

  it.each([
    "UPDATE t SET n = k.id FROM kids k WHERE k.id = t.id",
    "DELETE FROM t WHERE id IN (SELECT id FROM kids)",
    "UPDATE t SET (n, note) = (1, 'x')",
  ])("%s: is run as it is", async (sql) => {
    db = await plannedDatabase(18, SET_UP);
    const plan = await db.planned({ sql });
    expect(plan.operations.map((one) => one.kind)).toEqual(["raw-sql"]);
  });
});
