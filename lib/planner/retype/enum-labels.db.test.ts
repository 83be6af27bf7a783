import { afterEach, describe, expect, it } from "vitest";
import { runAction, stepsOf } from "@/lib/testing/plan-runner";
import { type PlannedDatabase, plannedDatabase } from "@/lib/testing/planned-database";

let db: PlannedDatabase;

afterEach(() => db?.close());

describe.each([15, 18] as const)("labels of an enum on Postgres %i", (major) => {
  it.each([
    "",
    " PARTITION BY HASH (id); CREATE TABLE public.part PARTITION OF public.t FOR VALUES WITH (MODULUS 1, REMAINDER 0)",
  ])("both columns say the same of what the app writes at every boundary%s", async (parts) => {
    db = await plannedDatabase(
      major,
      `CREATE TYPE public.mood AS ENUM ('sad', 'ok');
         CREATE TABLE public.t (id int PRIMARY KEY, mood public.mood NOT NULL DEFAULT 'sad')${parts};
         INSERT INTO public.t VALUES (1, 'sad'), (2, 'ok'); GRANT ALL ON public.t TO $app`,
    );
    const plan = await db.planned({ sentence: "rename value 'sad' of mood to 'bad'" });
    const through = async (phase: string) => {
      for (const step of stepsOf(plan, phase)) await runAction(db.owner, step);
    };
    const rows = async (columns: string) =>
      (await db.owner.query({ text: `SELECT ${columns} FROM public.t ORDER BY id`, rowMode: "array" })).rows;
    await through("expand");
    await db.app.query(
      "INSERT INTO public.t (id, mood) VALUES (3, 'sad'), (4, 'bad'); INSERT INTO public.t (id) VALUES (5); UPDATE public.t SET mood = 'sad' WHERE id = 2",
    );
    await through("backfill");
    expect(await rows("id, mood::text, mood_next::text")).toEqual([
      [1, "sad", "bad"],
      [2, "sad", "bad"],
      [3, "sad", "bad"],
      [4, "bad", "bad"],
      [5, "sad", "bad"],
    ]);
    await through("switch");
    await db.app.query(
      "INSERT INTO public.t (id, mood) VALUES (6, 'ok'); INSERT INTO public.t (id) VALUES (7); UPDATE public.t SET mood = 'ok' WHERE id = 1",
    );
    expect(await rows("id, mood::text, mood_former::text")).toEqual([
      [1, "ok", "ok"],
      [2, "bad", "sad"],
      [3, "bad", "sad"],
      [4, "bad", "bad"],
      [5, "bad", "sad"],
      [6, "ok", "ok"],
      [7, "bad", "bad"],
    ]);
  });
});
