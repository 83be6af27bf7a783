import { afterEach, describe, expect, it } from "vitest";
import type { Step } from "@/lib/contracts/plan";
import { runAction, stepsOf } from "@/lib/testing/plan-runner";
import { type PlannedDatabase, plannedDatabase } from "@/lib/testing/planned-database";
import { openWriters } from "../two-writers.fixture";

let db: PlannedDatabase;

afterEach(() => db?.close());

const TABLES = `
  CREATE TABLE public.t (id int PRIMARY KEY, name text NOT NULL DEFAULT 'none', n int);
  CREATE TABLE public.u (t int PRIMARY KEY REFERENCES public.t ON DELETE CASCADE, seen int);
  INSERT INTO public.t SELECT g, 'n' || g FROM generate_series(1, 150) g;
  INSERT INTO public.u SELECT g FROM generate_series(1, 150) g;`;

async function carryOut(steps: readonly Step[]) {
  for (const step of steps) {
    if (step.kind === "check") expect((await db.owner.query(step.sql)).rows, step.id).toEqual([]);
    else expect((await runAction(db.owner, step)).after, step.id).toBe("done");
  }
}

async function takeBack(steps: readonly Step[]) {
  for (const step of steps.toReversed()) {
    for (const action of step.revert.actions) expect((await runAction(db.owner, action)).after).toBe("done");
  }
}

const both = async (where: string) =>
  (
    await db.owner.query(
      `SELECT id, t.name, u.name AS moved FROM public.t LEFT JOIN public.u ON t = id WHERE ${where} ORDER BY id`,
    )
  ).rows;

describe.each([15, 18] as const)("a column moved to another table on Postgres %i", (major) => {
  it("follows writes of roles that had no right on the other table, and leaves them none", async () => {
    db = await plannedDatabase(
      major,
      `${TABLES} GRANT SELECT, INSERT, UPDATE, DELETE ON public.t TO $app; GRANT SELECT (t, seen), INSERT, DELETE ON public.u TO $app`,
    );
    const before = await db.catalog();
    const plan = await db.planned({ sentence: "move t.name to u" });
    await carryOut(stepsOf(plan, "expand", "backfill"));
    await db.app.query(
      "UPDATE public.t SET name = 'old' WHERE id = 1; UPDATE public.u SET name = 'new' WHERE t = 2",
    );
    await db.app.query(
      "DELETE FROM public.u WHERE t = 3; INSERT INTO public.t (id, name) VALUES (900, 'first')",
    );
    await db.app.query("INSERT INTO public.u (t) VALUES (900); INSERT INTO public.t (id) VALUES (901)");
    await db.app.query("INSERT INTO public.u (t, name) VALUES (901, 'given')");
    const expected = [
      { id: 1, name: "old", moved: "old" },
      { id: 2, name: "new", moved: "new" },
      { id: 3, name: null, moved: null },
      { id: 4, name: "n4", moved: "n4" },
      { id: 900, name: "first", moved: "first" },
      { id: 901, name: "given", moved: "given" },
    ];
    expect(await both("id < 5 OR id >= 900")).toEqual(expected);
    const { rows } = await db.owner.query(`SELECT last_value::int AS n FROM ${plan.tripwires[0]?.sequence}`);
    expect(rows).toEqual([{ n: 2 }]);
    await carryOut(stepsOf(plan, "contract"));
    const rights = (catalog: typeof before) =>
      catalog.tables.flatMap(({ grants = [], columns }) => [
        ...grants,
        ...columns.flatMap((one) => one.grants.map((grant) => ({ ...grant, column: one.name }))),
      ]);
    const gone = (await db.catalog()).tables.find((one) => one.name === "u")?.columns;
    expect(gone?.find((one) => one.name === "name")?.grants).toEqual([]);
    await takeBack(stepsOf(plan, "contract"));
    expect(await both("id < 5 OR id >= 900")).toEqual(expected);
    await db.owner.query("UPDATE public.t SET name = 'x' WHERE name IS NULL");
    await takeBack(stepsOf(plan, "expand", "backfill"));
    expect(rights(await db.catalog())).toEqual(rights(before));
  });

  it("misses no write that meets a row which is being inserted on the other side", async () => {
    db = await plannedDatabase(major, `${TABLES} GRANT ALL ON public.t, public.u TO $app`);
    await carryOut(stepsOf(await db.planned({ sentence: "move t.name to u" }), "expand", "backfill"));
    await db.app.query("DELETE FROM public.u WHERE t = 1; UPDATE public.t SET name = 'before' WHERE id = 1");
    const { sessions, watcher, close } = await openWriters(db);
    const [inserter, updater] = sessions;
    try {
      await inserter.query("BEGIN; INSERT INTO public.u (t) VALUES (1)");
      let ended = false;
      const update = updater.query("UPDATE public.t SET name = 'after' WHERE id = 1").finally(() => {
        ended = true;
      });
      const waits = async () =>
        (
          await watcher.query(
            "SELECT FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query ~ 'after'",
          )
        ).rowCount ?? 0;
      while (!ended && (await waits()) === 0) await new Promise((resolve) => setImmediate(resolve));
      await inserter.query("COMMIT");
      await update;
    } finally {
      await close();
    }
    expect(await both("id = 1")).toEqual([{ id: 1, name: "after", moved: "after" }]);
  });

  it("is not contracted while a value has no row to go to, and gives it back if it was", async () => {
    db = await plannedDatabase(
      major,
      `${TABLES} DELETE FROM public.u WHERE t = 7; GRANT ALL ON public.t, public.u TO $app`,
    );
    const plan = await db.planned({ sentence: "move t.name to u" });
    await carryOut(stepsOf(plan, "expand", "backfill"));
    const [check, ...rest] = stepsOf(plan, "contract");
    expect((await db.owner.query(check?.sql ?? "")).rows).toEqual([
      { problem: "Rows of public.t with a value that no row of public.u can take: 1." },
    ]);
    await carryOut(rest);
    await db.app.query(
      "UPDATE public.u SET name = 'later' WHERE t = 8; INSERT INTO public.t (id) VALUES (900)",
    );
    await takeBack(rest.slice(-1));
    expect(await both("id IN (7, 8, 900)")).toEqual([
      { id: 7, name: "n7", moved: null },
      { id: 8, name: "later", moved: "later" },
      { id: 900, name: null, moved: null },
    ]);
  });
});

describe.each([15, 18] as const)("columns split off to a new table on Postgres %i", (major) => {
  it("get a row there where they have a value, also by a role that may only insert", async () => {
    db = await plannedDatabase(
      major,
      `${TABLES} UPDATE public.t SET n = id WHERE id > 1; GRANT SELECT, INSERT ON public.t TO $app`,
    );
    const plan = await db.planned({ sentence: "split (n) of t into table v" });
    await carryOut(stepsOf(plan, "expand"));
    await db.app.query("INSERT INTO public.t (id, n) VALUES (900, 9), (901, NULL), (902, NULL)");
    await db.app.query("INSERT INTO public.v (id, n) VALUES (902, 2)");
    await carryOut(stepsOf(plan, "backfill"));
    const there = async () =>
      (
        await db.owner.query(
          "SELECT t.id, t.n, v.id AS there, v.n AS moved FROM public.t LEFT JOIN public.v ON v.id = t.id WHERE t.id < 4 OR t.id >= 900 ORDER BY 1",
        )
      ).rows;
    const expected = [
      { id: 1, n: null, there: null, moved: null },
      { id: 2, n: 2, there: 2, moved: 2 },
      { id: 3, n: 3, there: 3, moved: 3 },
      { id: 900, n: 9, there: 900, moved: 9 },
      { id: 901, n: null, there: null, moved: null },
      { id: 902, n: 2, there: 902, moved: 2 },
    ];
    expect(await there()).toEqual(expected);
    await carryOut(stepsOf(plan, "contract"));
    await db.app.query("UPDATE public.v SET n = 22 WHERE id = 2");
    await takeBack(stepsOf(plan, "contract"));
    expect(await there()).toEqual(expected.map((row) => (row.id === 2 ? { ...row, n: 22, moved: 22 } : row)));
    await takeBack(stepsOf(plan, "backfill"));
    await takeBack(stepsOf(plan, "expand"));
    expect((await db.catalog()).tables.map(({ name }) => name).sort()).toEqual(["t", "u"]);
  });
});

it.each([
  ["move t.name to many", /several rows of public\.many may have the same t/],
  ["move t.name to alone", /no foreign key joins public\.t and public\.alone/],
  ["move t.name to other.u", /in two schemas, and roles that write the one have no rights on the other/],
  ["move t.name to hidden", /public\.hidden has row security/],
  ["move t.name to parts", /partitioned/],
  ["move t.id to u", /part of the primary key/],
  ["split (name) of t into table v", /name has a default/],
  ["split (x) of bare into table v", /has no primary key/],
  ["split (n) of t into table u", /public\.u is there already/],
  ["split (n) of granted into table v", /rights are granted on columns/],
])("%s: is refused", async (sentence, message) => {
  db = await plannedDatabase(
    18,
    `${TABLES} GRANT INSERT ON public.t TO $app;
     CREATE TABLE public.many (id int PRIMARY KEY, t int REFERENCES public.t);
     CREATE TABLE public.alone (id int PRIMARY KEY); CREATE TABLE public.bare (x int);
     CREATE TABLE public.granted (id int PRIMARY KEY, n int); GRANT UPDATE (n) ON public.granted TO $app;
     CREATE SCHEMA other; CREATE TABLE other.u (t int PRIMARY KEY REFERENCES public.t);
     CREATE TABLE public.hidden (t int PRIMARY KEY REFERENCES public.t); ALTER TABLE public.hidden ENABLE ROW LEVEL SECURITY;
     CREATE TABLE public.parts (t int PRIMARY KEY REFERENCES public.t) PARTITION BY RANGE (t)`,
  );
  expect(await db.plan({ sentence })).toMatchObject({
    ok: false,
    failure: { errors: [{ message: expect.stringMatching(message) }] },
  });
});
