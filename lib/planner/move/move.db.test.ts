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

/** Two statements of two sessions: the first one commits once the second has ended or waits for it. */
async function meet(first: string, second: string) {
  const { sessions, watcher, close } = await openWriters(db);
  const [one, other] = sessions;
  try {
    await one.query(`BEGIN; ${first}`);
    let ended = false;
    const statement = other.query(second).finally(() => {
      ended = true;
    });
    const waits = async () =>
      (
        await watcher.query("SELECT FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query = $1", [
          second,
        ])
      ).rowCount ?? 0;
    while (!ended && (await waits()) === 0) await new Promise((resolve) => setImmediate(resolve));
    await one.query("COMMIT");
    await statement;
  } finally {
    await close();
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
    await meet("INSERT INTO public.u (t) VALUES (1)", "UPDATE public.t SET name = 'after' WHERE id = 1");
    expect(await both("id = 1")).toEqual([{ id: 1, name: "after", moved: "after" }]);
  });

  it("misses no write that finds in the other place what it writes, while that is being written too", async () => {
    db = await plannedDatabase(major, `${TABLES} GRANT ALL ON public.t, public.u TO $app`);
    await carryOut(stepsOf(await db.planned({ sentence: "move t.name to u" }), "expand"));
    await meet("UPDATE public.t SET name = NULL WHERE id = 1", "UPDATE public.u SET name = 'n1' WHERE t = 1");
    expect(await both("id = 1")).toEqual([{ id: 1, name: "n1", moved: "n1" }]);
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
    await db.owner.query("DELETE FROM public.v WHERE id = 3");
    await takeBack(stepsOf(plan, "contract"));
    const since = [
      { id: 2, n: 22, there: 2, moved: 22 },
      { id: 3, n: null, there: null, moved: null },
    ];
    expect(await there()).toEqual(expected.map((row) => since.find(({ id }) => id === row.id) ?? row));
    await takeBack(stepsOf(plan, "backfill"));
    await takeBack(stepsOf(plan, "expand"));
    expect((await db.catalog()).tables.map(({ name }) => name).sort()).toEqual(["t", "u"]);
  });
});

describe.each([15, 18] as const)("a table merged into another on Postgres %i", (major) => {
  const PROFILES = `
    CREATE TABLE public.t (id int PRIMARY KEY, n int);
    CREATE TABLE public.p (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, t int NOT NULL UNIQUE REFERENCES public.t ON UPDATE CASCADE ON DELETE CASCADE,
      bio text NOT NULL DEFAULT 'none', seen int NOT NULL, at int);
    CREATE FUNCTION public.stamp() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN NEW.at := coalesce(OLD.at, 0) + 1; RETURN NEW; END';
    CREATE TRIGGER stamp BEFORE UPDATE ON public.p FOR EACH ROW EXECUTE FUNCTION public.stamp();
    INSERT INTO public.t SELECT g FROM generate_series(1, 150) g;
    INSERT INTO public.p (t, bio, seen) SELECT g, 'b' || g, g FROM generate_series(1, 150) g WHERE g % 2 = 0;`;
  const rows = async (where: string) =>
    (
      await db.owner.query(
        `SELECT t.id, t.bio, t.seen, t.at, p.bio AS was, p.seen AS was_seen, p.at AS was_at
         FROM public.t LEFT JOIN public.p ON p.t = t.id WHERE ${where} ORDER BY t.id`,
      )
    ).rows.map(({ id, bio, seen, at, was, was_seen, was_at }) => ({
      id,
      there: [bio, seen, at],
      here: [was, was_seen, was_at],
    }));
  const same = (id: number, ...values: unknown[]) => ({ id, there: values, here: values });

  it("is in step both ways, also for roles that had no right on the other, and counts writes of the old table", async () => {
    db = await plannedDatabase(
      major,
      `${PROFILES} GRANT SELECT, INSERT, UPDATE, DELETE ON public.t TO $app; GRANT SELECT, INSERT, UPDATE (bio), DELETE ON public.p TO $app`,
    );
    const before = await db.catalog();
    const plan = await db.planned({ sentence: "merge p into t" });
    // So a second person has to consent, and nobody may have written the old table of late.
    expect(plan.nodes.map((node) => node.type === "phase" && node.destructive)).toEqual([
      false,
      false,
      false,
      false,
      true,
    ]);
    await carryOut(stepsOf(plan, "expand", "backfill"));
    expect(await rows("t.id < 3")).toEqual([same(1, null, null, null), same(2, "b2", 2, null)]);
    // By a release that knows the other table alone.
    await db.app.query(
      "UPDATE public.t SET seen = 11 WHERE id = 1; UPDATE public.t SET bio = 'new' WHERE id = 2",
    );
    await db.app.query("INSERT INTO public.t (id, bio) VALUES (900, 'made'), (901, NULL), (902, NULL)");
    await db.app.query(
      "UPDATE public.t SET bio = NULL, seen = NULL, at = NULL WHERE id = 6; DELETE FROM public.t WHERE id = 8",
    );
    await db.app.query("UPDATE public.t SET id = 1010 WHERE id = 10");
    const tripped = async () =>
      (await db.owner.query(`SELECT pg_sequence_last_value('${plan.tripwires[0]?.sequence}')::int AS n`))
        .rows[0]?.n;
    expect(await tripped()).toBe(null);
    // By one that knows the old one.
    await db.app.query("INSERT INTO public.p (t, seen) VALUES (901, 9)");
    await db.app.query("UPDATE public.p SET bio = 'old' WHERE t = 12");
    await db.app.query("DELETE FROM public.p WHERE t = 14");
    expect(await tripped()).toBe(3);
    const expected = [
      same(1, null, 11, null),
      same(2, "new", 2, 1),
      same(6, null, null, 1),
      same(12, "old", 12, 1),
      same(14, null, null, null),
      same(900, "made", null, null),
      same(901, "none", 9, null),
      same(902, null, null, null),
      same(1010, "b10", 10, 2),
    ];
    const looked = "t.id IN (1, 2, 6, 8, 10, 12, 14) OR t.id >= 900";
    expect(await rows(looked)).toEqual(expected);
    expect((await db.owner.query("SELECT FROM public.p WHERE t = 8")).rowCount).toBe(0);

    await carryOut(stepsOf(plan, "contract"));
    expect((await db.catalog()).tables.map(({ name }) => name)).toEqual(["t"]);
    await db.app.query(
      "UPDATE public.t SET bio = 'later' WHERE id = 2; UPDATE public.t SET seen = 3 WHERE id = 3",
    );
    await db.app.query(
      "UPDATE public.t SET bio = NULL, seen = NULL, at = NULL WHERE id = 12; DELETE FROM public.t WHERE id = 900",
    );
    await takeBack(stepsOf(plan, "contract"));
    const now = new Map(expected.map((row) => [row.id, row]));
    now.delete(900);
    for (const row of [same(2, "later", 2, 2), same(12, null, null, 2)]) now.set(row.id, row);
    expect(await rows(looked)).toEqual([...now.values()]);
    expect(await rows("t.id = 3")).toEqual([same(3, null, 3, null)]);
    expect((await db.owner.query("SELECT FROM public.p WHERE t = 900")).rowCount).toBe(0);
    await db.app.query("UPDATE public.t SET bio = 'again' WHERE id = 2");
    expect(await rows("t.id = 2")).toEqual([same(2, "again", 2, 3)]);

    await db.owner.query("UPDATE public.p SET bio = coalesce(bio, ''), seen = coalesce(seen, 0)");
    await takeBack(stepsOf(plan, "expand", "backfill"));
    const shape = ({ tables }: typeof before) =>
      tables.map(({ name, grants, columns, constraints, triggers }) => ({
        name,
        grants,
        constraints,
        triggers,
        columns: columns.map(({ position: _, ...column }) => column),
      }));
    expect(shape(await db.catalog())).toEqual(shape(before));
  });

  it("is not contracted while something reads or names it", async () => {
    db = await plannedDatabase(major, PROFILES);
    const plan = await db.planned({ sentence: "merge p into t without (at)" });
    await carryOut(stepsOf(plan, "expand", "backfill"));
    await db.owner.query(`
      CREATE VIEW public.v AS SELECT count(*) FROM public.p;
      CREATE TABLE public.c (p int REFERENCES public.p);
      CREATE FUNCTION public.f() RETURNS int LANGUAGE sql AS 'SELECT seen FROM public.p';
      ALTER TABLE public.p DISABLE TRIGGER USER; UPDATE public.p SET seen = 0 WHERE t = 2`);
    const [check] = stepsOf(plan, "contract");
    const said = (await db.owner.query<{ problem: string }>(check?.sql ?? "")).rows.map(
      ({ problem }) => problem,
    );
    expect(said).toEqual([
      expect.stringMatching(
        /Objects use the table: constraint c_p_fkey on table public\.c, rule _RETURN on view public\.v/,
      ),
      expect.stringMatching(/Functions name p and seen: public\.f\(\)/),
      expect.stringMatching(/is missing, disabled or changed/),
      "Rows in which bio, seen of public.p and bio, seen of public.t differ: 1.",
    ]);
  });
});

describe.each([15, 18] as const)("values that triggers of the app's own change on Postgres %i", (major) => {
  const own = (table: string, when: "BEFORE" | "AFTER", body: string) =>
    `CREATE OR REPLACE FUNCTION public.own_${table}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN ${body} END $$;
     CREATE TRIGGER own ${when} INSERT OR UPDATE ON public.${table} FOR EACH ROW EXECUTE FUNCTION public.own_${table}()`;
  const TIDY = "NEW.name := pg_catalog.btrim(NEW.name); RETURN NEW;";
  const REFUSE = "IF NEW.name <> pg_catalog.btrim(NEW.name) THEN RETURN NULL; END IF; RETURN NEW;";
  const writeAgain = (table: string, key: string | undefined, made: string) =>
    `UPDATE public.${table} SET name = ${made} WHERE ${key} = NEW.${key} AND name <> ${made}; RETURN NULL;`;

  async function rolledOut(
    sentence: string,
    { name = "b", beforeBackfill = "" }: { readonly name?: string; readonly beforeBackfill?: string } = {},
  ) {
    const isMerge = sentence.startsWith("merge");
    db = await plannedDatabase(
      major,
      `CREATE TABLE public.t (id int PRIMARY KEY${isMerge ? "" : ", name text"});
       CREATE TABLE public.u (t int PRIMARY KEY REFERENCES public.t ON DELETE CASCADE${isMerge ? ", name text" : ""});
       INSERT INTO public.t SELECT generate_series(1, 2); INSERT INTO public.u SELECT generate_series(1, 2);
       UPDATE public.${isMerge ? "u" : "t"} SET name = '${name}'; GRANT ALL ON public.t, public.u TO $app`,
    );
    const plan = await db.planned({ sentence });
    await carryOut(stepsOf(plan, "expand"));
    await db.owner.query(beforeBackfill);
    await carryOut(stepsOf(plan, "backfill"));
    const [check] = stepsOf(plan, "contract");
    const apart = async () =>
      (await db.owner.query<{ problem: string }>(check?.sql ?? "")).rows.filter(({ problem }) =>
        / differ: |can take: /.test(problem),
      ).length;
    return { apart };
  }

  describe.each([
    { sentence: "move t.name to u", there: "u", key: "t" },
    { sentence: "split (name) of t into table v", there: "v", key: "id" },
    { sentence: "merge u into t", there: "u", key: "t" },
  ])("$sentence", ({ sentence, there, key }) => {
    const keys: Record<string, string> = { t: "id", [there]: key };
    const write = (table: string, value: string) =>
      db.app.query(`UPDATE public.${table} SET name = $1 WHERE ${keys[table]} = 1`, [value]);
    const held = async (id = 1) => {
      const said = async (table: string) =>
        (await db.owner.query(`SELECT name FROM public.${table} WHERE ${keys[table]} = $1`, [id])).rows[0]
          ?.name;
      return [await said("t"), await said(there)];
    };

    it("are carried back, also where the row held already what they become", async () => {
      const { apart } = await rolledOut(sentence);
      let id = 10;
      for (const [table, other] of [
        ["t", there],
        [there, "t"],
      ] as const) {
        for (const { when, body, becomes } of [
          { when: "BEFORE", body: TIDY, becomes: "c" },
          { when: "BEFORE", body: REFUSE, becomes: "b" },
          { when: "AFTER", body: writeAgain(table, keys[table], "pg_catalog.btrim(name)"), becomes: "c" },
        ] as const) {
          await db.owner.query(own(table, when, body));
          await write(other, " b ");
          expect(await held(), body).toEqual(["b", "b"]);
          await write(other, " c ");
          expect(await held(), body).toEqual([becomes, becomes]);
          await write(table, "b");
          await write(table, " c ");
          expect(await held(), body).toEqual([becomes, becomes]);
          if (body !== REFUSE) {
            id += 1;
            await db.app.query("INSERT INTO public.t (id, name) VALUES ($1, ' d ')", [id]);
            await db.app.query(
              `INSERT INTO public.${there} (${key}) VALUES ($1) ON CONFLICT (${key}) DO UPDATE SET name = ' d '`,
              [id],
            );
            expect(await held(id), body).toEqual(["d", "d"]);
          }
          await db.owner.query(`DROP TRIGGER own ON public.${table}`);
          await write("t", "b");
          expect(await apart()).toBe(0);
        }
      }
    });

    it("are carried back from rows that a batch of ours writes, of this plan or another", async () => {
      const target = sentence.startsWith("merge") ? "t" : there;
      const { apart } = await rolledOut(sentence, {
        name: " b ",
        beforeBackfill: own(target, "BEFORE", TIDY),
      });
      expect([await held(1), await held(2)]).toEqual([
        ["b", "b"],
        ["b", "b"],
      ]);
      for (const [table, id] of Object.entries(keys)) {
        const plan = await db.planned({
          sentence: `update ${table} set name = ' of ${table} ' where ${id} = 1`,
        });
        await carryOut(stepsOf(plan, "expand", "backfill"));
        expect(await held()).toEqual([`of ${table}`, `of ${table}`]);
      }
      expect(await apart()).toBe(0);
    });

    it("end where triggers on both tables undo each other's work, and contract does not begin", async () => {
      const { apart } = await rolledOut(sentence);
      await db.owner.query(own("t", "BEFORE", "NEW.name := pg_catalog.upper(NEW.name); RETURN NEW;"));
      await db.owner.query(own(there, "BEFORE", "NEW.name := pg_catalog.lower(NEW.name); RETURN NEW;"));
      await write("t", "x");
      expect(await held()).toEqual(["X", "x"]);
      await write(there, "Y");
      expect(await held()).toEqual(["Y", "y"]);
      expect(await apart()).toBe(1);
      await db.owner.query(`DROP TRIGGER own ON public.${there}`);
      await write(there, "z");
      expect(await held()).toEqual(["Z", "Z"]);
      expect(await apart()).toBe(0);
      await db.owner.query("DROP TRIGGER own ON public.t");
      await db.owner.query(own("t", "AFTER", writeAgain("t", "id", "pg_catalog.upper(name)")));
      await db.owner.query(own(there, "AFTER", writeAgain(there, key, "pg_catalog.lower(name)")));
      await write("t", "w");
      expect(await held()).toEqual(["W", "w"]);
      expect(await apart()).toBe(1);
    });
  });

  it("are carried back in the name of a role that may only insert, and leave it no more rights", async () => {
    db = await plannedDatabase(
      major,
      `CREATE TABLE public.u (id int PRIMARY KEY); INSERT INTO public.u SELECT generate_series(1, 9);
       CREATE TABLE public.t (id int PRIMARY KEY, u int UNIQUE REFERENCES public.u, name text);
       GRANT INSERT ON public.t TO $app`,
    );
    const before = await db.catalog();
    const plan = await db.planned({ sentence: "move t.name to u" });
    await carryOut(stepsOf(plan, "expand", "backfill"));
    await db.owner.query(own("u", "BEFORE", TIDY));
    await db.owner.query("UPDATE public.u SET name = 'b' WHERE id < 3");
    await db.app.query("INSERT INTO public.t VALUES (1, 1, ' b '), (2, 2, NULL), (3, 3, 'c')");
    expect(
      (
        await db.owner.query(
          "SELECT t.name, u.name AS moved FROM public.t JOIN public.u ON u.id = t.u ORDER BY t.id",
        )
      ).rows,
    ).toEqual(["b", "b", "c"].map((name) => ({ name, moved: name })));
    await takeBack(stepsOf(plan, "expand", "backfill"));
    const rights = ({ tables }: typeof before) =>
      tables.map(({ name, grants, columns }) => ({
        name,
        grants,
        columns: columns.map((one) => one.grants),
      }));
    expect(rights(await db.catalog())).toEqual(rights(before));
  });
});

it.each([
  [
    "merge alone into t",
    /no foreign key joins public\.alone and public\.t.* rows of two tables .* same columns/,
  ],
  ["merge many into t", /several rows of public\.many may have the same t/],
  ["merge t into points", /points from public\.points to public\.t/],
  ["merge loose into t", /t of public\.loose may be null/],
  ["merge unproved into t", /unproved_t_fkey was never checked/],
  ["merge strict into t", /ON DELETE CASCADE in a change before/],
  ["merge late into t", /is deferrable/],
  ["merge seen into t", /the view public\.v reads it/],
  ["merge used into t", /the foreign key uses_used_fkey of public\.uses points at it/],
  ["merge made into t", /twice is a generated column/],
  ["merge kept into t", /x has the type public\.short, a domain with a constraint/],
  ["merge given into t", /key of public\.given is part of the primary key, and nothing gives it a value/],
  [
    "merge counted into t",
    /id of public\.counted is numbered by a sequence, and .* may write public\.t but not insert there/,
  ],
  ["merge hidden into t", /public\.hidden has row security/],
  ["merge parts into t", /partitioned/],
  ["merge other.q into t", /in two schemas, and roles that write the one have no rights on the other/],
  ["merge bare into t", /has no column that public\.t could get/],
  ["merge named into t", /public\.t has a column n already/],
  ["merge named into t with n as m, n as o", /n is there twice/],
  ["merge named into t with t as m", /t is a key and is not carried over/],
  ["merge named into t with n as id", /public\.t has a column id already/],
  ["merge named into t without x with n as m", /public\.named has no column x/],
  ["merge named into t with lower(n) as m", /is not a list like/],
])("%s: is refused", async (sentence, message) => {
  const one = (
    name: string,
    more = "x int",
    key = "t int PRIMARY KEY REFERENCES public.t ON DELETE CASCADE",
  ) => `CREATE TABLE ${name.includes(".") ? name : `public.${name}`} (${key}, ${more});`;
  db = await plannedDatabase(
    18,
    `CREATE TABLE public.t (id int PRIMARY KEY, n int); GRANT INSERT ON public.t TO $app; CREATE SCHEMA other; CREATE DOMAIN public.short AS text CHECK (length(VALUE) < 9);
     CREATE TABLE public.alone (id int PRIMARY KEY, x int); CREATE TABLE public.points (id int PRIMARY KEY, t int UNIQUE REFERENCES public.t, x int);
     ${one("many", "x int", "id int PRIMARY KEY, t int NOT NULL REFERENCES public.t ON DELETE CASCADE")}
     ${one("loose", "x int", "t int UNIQUE REFERENCES public.t ON DELETE CASCADE")}
     ${one("unproved", "x int", "t int PRIMARY KEY")} ALTER TABLE public.unproved ADD FOREIGN KEY (t) REFERENCES public.t ON DELETE CASCADE NOT VALID;
     ${one("strict", "x int", "t int PRIMARY KEY REFERENCES public.t")}
     ${one("late", "x int", "t int NOT NULL UNIQUE DEFERRABLE REFERENCES public.t ON DELETE CASCADE")}
     ${one("seen")} CREATE VIEW public.v AS SELECT t FROM public.seen;
     ${one("used")} CREATE TABLE public.uses (used int REFERENCES public.used);
     ${one("made", "x int, twice int GENERATED ALWAYS AS (x * 2) STORED")} ${one("kept", "x public.short")}
     ${one("given", "x int", "key uuid PRIMARY KEY, t int NOT NULL UNIQUE REFERENCES public.t ON DELETE CASCADE")}
     ${one("counted", "x int", "id serial PRIMARY KEY, t int NOT NULL UNIQUE REFERENCES public.t ON DELETE CASCADE")}
     ${one("hidden")} ALTER TABLE public.hidden ENABLE ROW LEVEL SECURITY;
     ${one("other.q")} ${one("named", "n int")}
     CREATE TABLE public.bare (t int PRIMARY KEY REFERENCES public.t ON DELETE CASCADE);
     CREATE TABLE public.parts (t int PRIMARY KEY REFERENCES public.t ON DELETE CASCADE, x int) PARTITION BY RANGE (t)`,
  );
  expect(await db.plan({ sentence })).toMatchObject({
    ok: false,
    failure: { errors: [{ message: expect.stringMatching(message) }] },
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
