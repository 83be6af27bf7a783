import { afterEach, describe, expect, it } from "vitest";
import { runAction, stepsOf } from "@/lib/testing/plan-runner";
import { type PlannedDatabase, plannedDatabase } from "@/lib/testing/planned-database";

let db: PlannedDatabase;

afterEach(() => db?.close());

const SET_UP = `
  CREATE TABLE public.t (id int PRIMARY KEY, name text DEFAULT 'No Body', n int);
  INSERT INTO public.t SELECT g, 'A' || g || '   Lee  ' FROM generate_series(1, 150) g;
  GRANT ALL ON public.t TO $app`;
const SPLIT =
  "split t.name into split_part(name, ' ', 1)::text as first, nullif(split_part(name, ' ', 2), '')::varchar(5) as last and back using concat_ws(' ', first, last)";

async function begun(major: 15 | 18, sentence = SPLIT) {
  db = await plannedDatabase(major, SET_UP);
  const plan = await db.planned({ sentence });
  await carryOut(stepsOf(plan, "expand"));
  return plan;
}

async function carryOut(steps: ReturnType<typeof stepsOf>) {
  for (const step of steps) {
    if (step.kind === "check") expect((await db.owner.query(step.sql)).rows, step.id).toEqual([]);
    else expect((await runAction(db.owner, step)).after, step.id).toBe("done");
  }
}

const rows = async (where: string) =>
  (await db.owner.query(`SELECT id, name, first, last FROM public.t WHERE ${where} ORDER BY id`)).rows;

const trips = async () => {
  const { rows } = await db.owner.query(
    `SELECT COALESCE(pg_sequence_last_value(oid), 0)::int AS n FROM pg_class
     WHERE relkind = 'S' AND relnamespace = 'interlock'::regnamespace`,
  );
  return rows[0].n as number;
};

describe.each([15, 18] as const)("a column split on Postgres %i", (major) => {
  it("follows whichever shape is written, and counts the old one", async () => {
    await begun(major);
    await db.app.query("INSERT INTO public.t (id, first, last) VALUES (901, 'Eva', 'Kim')");
    await db.app.query("INSERT INTO public.t (id) VALUES (902)");
    expect(await trips()).toBe(0);
    await db.app.query("INSERT INTO public.t (id, name) VALUES (903, 'Bo Li Wu')");
    await db.app.query("UPDATE public.t SET name = NULL WHERE id = 901");
    expect(await trips()).toBe(2);
    await db.app.query(
      "UPDATE public.t SET last = 'Wu' WHERE id = 903; UPDATE public.t SET n = 1 WHERE id = 1",
    );
    expect(await trips()).toBe(2);
    expect(await rows("id > 900 OR id = 1")).toEqual([
      { id: 1, name: "A1   Lee  ", first: "A1", last: null },
      { id: 901, name: null, first: null, last: null },
      { id: 902, name: "No Body", first: "No", last: "Body" },
      { id: 903, name: "Bo Wu", first: "Bo", last: "Wu" },
    ]);
    await expect(
      db.app.query("UPDATE public.t SET name = 'Bo Longer' WHERE id = 903"),
    ).resolves.toBeDefined();
    expect(await rows("id = 903")).toEqual([{ id: 903, name: "Bo Longer", first: "Bo", last: "Longe" }]);
  });

  it("does not touch the old values when it fills, and gives them back as they were where they still stand", async () => {
    const plan = await begun(major);
    await carryOut(stepsOf(plan, "backfill"));
    const kept = await db.owner.query(
      "SELECT count(*)::int AS n FROM public.t WHERE name = 'A' || id || '   Lee  '",
    );
    expect(kept.rows).toEqual([{ n: 150 }]);
    await carryOut(stepsOf(plan, "contract"));
    await db.app.query("UPDATE public.t SET last = 'Roe' WHERE id = 2; DELETE FROM public.t WHERE id = 3");
    await db.app.query("INSERT INTO public.t (id, first) VALUES (900, 'Neo'), (3, 'New'), (901, NULL)");
    for (const step of stepsOf(plan, "contract").toReversed()) {
      for (const action of step.revert.actions) await runAction(db.owner, action);
    }
    expect(await rows("id < 5 OR id >= 900")).toEqual([
      { id: 1, name: "A1   Lee  ", first: "A1", last: null },
      { id: 2, name: "A2 Roe", first: "A2", last: "Roe" },
      { id: 3, name: "New", first: "New", last: null },
      { id: 4, name: "A4   Lee  ", first: "A4", last: null },
      { id: 900, name: "Neo", first: "Neo", last: null },
      { id: 901, name: null, first: null, last: null },
    ]);
  });

  it("is not contracted over a row that says different things, and not begun with what the server cannot read", async () => {
    const plan = await begun(major);
    await carryOut(stepsOf(plan, "backfill"));
    await db.owner.query(
      "ALTER TABLE public.t DISABLE TRIGGER ALL; UPDATE public.t SET first = 'x' WHERE id = 7",
    );
    const [check] = stepsOf(plan, "contract");
    const problems = (await db.owner.query(check?.sql ?? "")).rows.map(({ problem }) => problem as string);
    expect(problems).toEqual([
      expect.stringContaining("missing, disabled or changed"),
      "Rows in which name and first, last say different things: 1.",
    ]);
    const wrong = await db.planned({
      sentence: "split t.n into upper(n)::text as x, n::int as y and back using y",
    });
    const sql = stepsOf(wrong, "expand").find((step) => step.id.endsWith("-expressions"))?.sql ?? "";
    await expect(db.owner.query(sql)).rejects.toThrow("function upper(integer) does not exist");
  });
});

it.each([
  ["split t.name into name::text as a, name::text as a and back using a", "two new columns are called a"],
  ["split t.name into name::text as a, id::text as b and back using a", "has no column id"],
  ["split t.name into name as a, name::text as b and back using a", "say the type and the name"],
  ["split t.name into name::text as a, random()::text as b and back using a", "may give another value"],
  ["split t.name into name::text as a, name::text as n and back using a", "has a column n already"],
  ["split t.name into name::text as a, name::text as b and back using name", "has no column name"],
  [
    "merge (name, n) of t into (name || n)::text as a and back using name = a",
    "say the way back to each of name, n",
  ],
])("%s: is refused", async (sentence, message) => {
  db = await plannedDatabase(18, SET_UP);
  expect(await db.plan({ sentence })).toMatchObject({
    ok: false,
    failure: { errors: [{ message: expect.stringContaining(message) }] },
  });
});
