import { afterEach, describe, expect, it } from "vitest";
import { runAction, stepsOf } from "@/lib/testing/plan-runner";
import { type PlannedDatabase, plannedDatabase } from "@/lib/testing/planned-database";

let db: PlannedDatabase;

afterEach(() => db?.close());

/** Table t with a column `a` of the type, renamed to `b`; expand is done. */
async function expanded(major: 15 | 18, declaration: string, more = "") {
  db = await plannedDatabase(
    major,
    `CREATE TABLE public.t (id int PRIMARY KEY, a ${declaration}, n int); ${more}; GRANT ALL ON public.t TO $app`,
  );
  const plan = await db.planned({ sentence: "rename t.a to b" });
  for (const step of stepsOf(plan, "expand")) await runAction(db.owner, step);
  return plan;
}

const rows = async () => (await db.owner.query("SELECT id, a::text, b::text FROM public.t ORDER BY id")).rows;

const trips = async () => {
  const { rows } = await db.owner.query(
    `SELECT COALESCE(pg_catalog.pg_sequence_last_value(oid), 0)::int AS n
     FROM pg_catalog.pg_class WHERE relkind = 'S' AND relnamespace = 'interlock'::regnamespace`,
  );
  return rows[0].n as number;
};

describe.each([15, 18] as const)("dual write on Postgres %i", (major) => {
  it.each([
    ["numeric", "1.0", "1.00"],
    ["json", '{"a":1}', '{"a": 1}'],
    ["jsonb", '{"a":1.0}', '{"a":1.00}'],
    ["xml", "<a/>", "<a></a>"],
    ["point", "(1,2)", "(2,1)"],
    ["box", "(2,2),(0,0)", "(4,1),(0,0)"],
    ["interval", "1 day", "24 hours"],
    ["float8", "0", "-0"],
    ["text[]", "{a,b}", "{a,c}"],
    ["varchar(9)", "x", "X"],
    ["char(4)", "a", "b"],
    ["boolean", "true", "false"],
    ["timestamptz", "2026-01-01 00:00:00+00", "2026-01-01 00:00:01+00"],
  ])("copies every change of %s, also between values that count as equal", async (type, first, second) => {
    await expanded(major, type);
    await db.app.query("INSERT INTO public.t (id, a) VALUES (1, $1)", [first]);
    await db.app.query("INSERT INTO public.t (id, b) VALUES (2, $1)", [first]);
    await db.app.query("UPDATE public.t SET a = $1 WHERE id = 1", [second]);
    await db.app.query("UPDATE public.t SET b = $1 WHERE id = 2", [second]);
    const after = await rows();
    expect(after[0].a).toBe(after[1].b);
    for (const row of after) expect(row.a).toBe(row.b);
    await db.app.query("UPDATE public.t SET b = NULL WHERE id = 1");
    await db.app.query("UPDATE public.t SET a = NULL WHERE id = 2");
    for (const row of await rows()) expect([row.a, row.b]).toEqual([null, null]);
  });

  it("lets the new side win over the old one's default, and the new value where both change", async () => {
    await expanded(major, "text DEFAULT 'none'");
    await db.app.query("INSERT INTO public.t (id, b) VALUES (1, 'x'); INSERT INTO public.t (id) VALUES (2)");
    await db.app.query(
      "INSERT INTO public.t (id, a, b) VALUES (3, 'old', 'new'); UPDATE public.t SET a = 'p', b = 'q' WHERE id = 1",
    );
    expect(await rows()).toEqual([
      { id: 1, a: "q", b: "q" },
      { id: 2, a: "none", b: "none" },
      { id: 3, a: "new", b: "new" },
    ]);
    expect(await trips()).toBe(0);
    await db.app.query("INSERT INTO public.t (id, a) VALUES (4, 'none')");
    expect(await trips(), "an insert of the default is a blind spot").toBe(0);
    await db.app.query("INSERT INTO public.t (id, a) VALUES (5, 'other')");
    expect(await trips()).toBe(1);
    await db.app.query(
      "UPDATE public.t SET a = 'changed' WHERE id = 5; UPDATE public.t SET n = 1; UPDATE public.t SET a = a",
    );
    expect(await trips()).toBe(2);
  });

  it("needs no right of the writing role to the type of an enum's default", async () => {
    db = await plannedDatabase(
      major,
      `CREATE SCHEMA hidden; CREATE TYPE hidden.mood AS ENUM ('ok', 'sad');
       CREATE TABLE public.t (id int PRIMARY KEY, a hidden.mood DEFAULT 'ok', n int); GRANT ALL ON public.t TO $app`,
    );
    const plan = await db.planned({ sentence: "rename t.a to b" });
    for (const step of stepsOf(plan, "expand")) await runAction(db.owner, step);
    await db.app.query(
      "INSERT INTO public.t (id, a) VALUES (1, 'sad'); INSERT INTO public.t (id) VALUES (2)",
    );
    expect(await rows()).toEqual([
      { id: 1, a: "sad", b: "sad" },
      { id: 2, a: "ok", b: "ok" },
    ]);
    expect(await trips()).toBe(1);
  });

  it("sees what the app's own trigger makes of a row, in writes and in the backfill, and does not trip for the latter", async () => {
    const plan = await expanded(
      major,
      "text",
      `CREATE FUNCTION public.tidy() RETURNS trigger LANGUAGE plpgsql AS
         $$ BEGIN NEW.a := pg_catalog.btrim(NEW.a); RETURN NEW; END $$;
       INSERT INTO public.t SELECT g, ' raw ' || g FROM generate_series(1, 250) g;
       CREATE TRIGGER zzz_tidy BEFORE INSERT OR UPDATE ON public.t FOR EACH ROW EXECUTE FUNCTION public.tidy()`,
    );
    await db.app.query("INSERT INTO public.t (id, a) VALUES (900, ' x ')");
    const before = await trips();
    for (const step of stepsOf(plan, "backfill")) await runAction(db.owner, step);
    expect((await rows()).filter((row) => row.a !== row.b)).toEqual([]);
    expect((await rows()).at(-1)).toEqual({ id: 900, a: "x", b: "x" });
    expect(await trips()).toBe(before);
  });

  it("fires for replicated writes too", async () => {
    await expanded(major, "text");
    await db.owner.query("SET session_replication_role = replica");
    await db.owner.query("INSERT INTO public.t (id, a) VALUES (1, 'x')");
    expect(await rows()).toEqual([{ id: 1, a: "x", b: "x" }]);
  });

  it("works for upserts and on a connection whose plans were made before the change", async () => {
    db = await plannedDatabase(
      major,
      "CREATE TABLE public.t (id int PRIMARY KEY, a text, n int); GRANT ALL ON public.t TO $app",
    );
    const upsert = {
      name: "upsert",
      text: "INSERT INTO public.t (id, a) VALUES ($1, $2) ON CONFLICT (id) DO UPDATE SET a = excluded.a RETURNING a",
    };
    await db.app.query({ ...upsert, values: [1, "first"] });
    const plan = await db.planned({ sentence: "rename t.a to b" });
    for (const phase of ["expand", "backfill"]) {
      for (const step of stepsOf(plan, phase)) {
        await runAction(db.owner, step);
        await db.app.query({ ...upsert, values: [1, step.id] });
        await db.app.query({ ...upsert, values: [2, step.id] });
      }
    }
    expect((await rows()).filter((row) => row.a !== row.b)).toEqual([]);
  });

  it("does not count inserts where the default differs from row to row, and says so", async () => {
    const plan = await expanded(major, "uuid DEFAULT gen_random_uuid()");
    expect(plan.findings.map((finding) => finding.code)).toContain("tripwire.default-not-comparable");
    await db.app.query("INSERT INTO public.t (id) VALUES (1)");
    expect(await trips()).toBe(0);
    expect((await rows()).filter((row) => row.a !== row.b || row.a === null)).toEqual([]);
  });
});
