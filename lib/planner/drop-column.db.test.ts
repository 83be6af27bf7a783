import { afterEach, describe, expect, it } from "vitest";
import { runAction, stepsOf } from "@/lib/testing/plan-runner";
import { type PlannedDatabase, plannedDatabase } from "@/lib/testing/planned-database";

let db: PlannedDatabase;

afterEach(() => db?.close());

const SET_UP = `
  CREATE TABLE public.t (id int PRIMARY KEY, fax text NOT NULL, n int DEFAULT 7);
  INSERT INTO public.t SELECT g, 'f' || g FROM generate_series(1, 250) g;
  GRANT ALL ON public.t TO $app`;

describe.each([15, 18] as const)("dropping a column on Postgres %i", (major) => {
  it("lets old and new releases write until contract, and counts the old ones", async () => {
    db = await plannedDatabase(major, SET_UP);
    const plan = await db.planned({ sentence: "drop column t.fax" });
    for (const step of stepsOf(plan, "expand")) await runAction(db.owner, step);
    const [tripwire] = plan.tripwires;
    const trips = async () => {
      const { rows } = await db.owner.query(
        "SELECT COALESCE(pg_sequence_last_value($1::regclass), 0)::int AS n",
        [tripwire?.sequence],
      );
      return rows[0].n as number;
    };
    await db.app.query("INSERT INTO public.t (id) VALUES (900); UPDATE public.t SET n = 8 WHERE id = 1");
    expect(await trips()).toBe(0);
    await db.app.query("INSERT INTO public.t (id, fax) VALUES (901, 'x')");
    await db.app.query("UPDATE public.t SET fax = 'y' WHERE id = 900");
    expect(await trips()).toBe(2);
  });

  it("does not drop a column that was written after its values were copied", async () => {
    db = await plannedDatabase(major, SET_UP);
    const plan = await db.planned({ sentence: "drop column t.fax" });
    for (const step of stepsOf(plan, "expand")) await runAction(db.owner, step);
    await db.app.query("UPDATE public.t SET fax = 'before' WHERE id = 1");
    const [empty, copy, drop] = stepsOf(plan, "contract");
    if (!empty || !copy || !drop) throw new Error("contract has three steps");
    await runAction(db.owner, empty);
    await runAction(db.owner, copy);
    await db.app.query("UPDATE public.t SET fax = 'late' WHERE id = 2");
    await expect(runAction(db.owner, drop)).rejects.toThrow("was written after its values were copied");
    for (const step of [copy, empty]) {
      for (const action of step.revert.actions) await runAction(db.owner, action);
    }
    for (const step of [empty, copy, drop]) expect((await runAction(db.owner, step)).after).toBe("done");

    await db.app.query("INSERT INTO public.t (id) VALUES (900)");
    for (const action of drop.revert.actions) {
      expect((await runAction(db.owner, action)).after, action.id).toBe("done");
    }
    const { rows } = await db.owner.query(
      "SELECT id, fax FROM public.t WHERE id IN (1, 2, 3, 900) ORDER BY id",
    );
    expect(rows).toEqual([
      { id: 1, fax: "before" },
      { id: 2, fax: "late" },
      { id: 3, fax: "f3" },
      { id: 900, fax: null },
    ]);
  });

  it("does not begin while values of an earlier drop are kept under the same name", async () => {
    db = await plannedDatabase(major, SET_UP);
    const first = await db.planned({ sentence: "drop column t.fax" });
    const objections = async () => {
      const [check] = stepsOf(await db.planned({ sentence: "drop column t.fax" }), "expand");
      if (check?.kind !== "check") throw new Error("expand begins with a check");
      return (await db.owner.query<{ problem: string }>(check.sql)).rows;
    };
    expect(await objections()).toEqual([]);
    for (const step of stepsOf(first, "expand", "contract")) await runAction(db.owner, step);
    await db.owner.query("ALTER TABLE public.t ADD fax text");
    expect(await objections()).toMatchObject([
      { problem: expect.stringContaining("keeps values from an earlier change") },
    ]);
  });
});
