import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { PlanDraft, Step } from "@/lib/contracts/plan";
import { runAction, stepsOf } from "@/lib/testing/plan-runner";
import { type PlannedDatabase, plannedDatabase } from "@/lib/testing/planned-database";
import { movesOf, openWriters, play, type Query, type Writers, withoutTriggers } from "./two-writers.fixture";

const RUNS = 40;
/** With blanks and capitals: what the app's own trigger, or a lossy way up, changes. */
const value = fc.constantFrom(null, "none", "A", " b ", "Ccc", "d");
const id = fc.integer({ min: 1, max: 4 });
/** Behind a table's columns: its rows are in two partitions. */
const IN_PARTS = ` PARTITION BY LIST (id);
  CREATE TABLE public.t_1 PARTITION OF public.t FOR VALUES IN (1, 3); CREATE TABLE public.t_2 PARTITION OF public.t DEFAULT`;
/** The app's own trigger. */
const TIDY = (column: string) => `CREATE FUNCTION public.tidy() RETURNS trigger LANGUAGE plpgsql AS
  $$ BEGIN NEW.${column} := pg_catalog.btrim(NEW.${column}); RETURN NEW; END $$;
  CREATE TRIGGER zzz_tidy BEFORE INSERT OR UPDATE ON public.t FOR EACH ROW EXECUTE FUNCTION public.tidy();`;

async function runSteps(db: PlannedDatabase, steps: readonly Step[]): Promise<void> {
  for (const step of steps) {
    if (step.kind === "check") expect((await db.owner.query(step.sql)).rows, step.id).toEqual([]);
    else expect((await runAction(db.owner, step)).after, step.id).toBe("done");
  }
}

async function takeBack(db: PlannedDatabase, steps: readonly Step[]): Promise<void> {
  for (const step of steps.toReversed()) {
    for (const action of step.revert.actions) {
      expect((await runAction(db.owner, action)).after, action.id).toBe("done");
    }
  }
}

describe.each([15, 18] as const)("two releases that write at once on Postgres %i", (major) => {
  let db: PlannedDatabase;
  let writers: Writers;
  const open = async (setUp: string) => {
    db = await plannedDatabase(major, `${setUp}; GRANT ALL ON ALL TABLES IN SCHEMA public TO $app`);
    writers = await openWriters(db);
  };
  const close = async () => {
    await writers?.close();
    await db?.close();
  };

  describe.each(["", TIDY("a")])("while a column is renamed, app's own trigger: %j", (trigger) => {
    type Write = {
      readonly kind: string;
      readonly id: number;
      readonly a: string | null;
      readonly b: string | null;
    };
    let steps: { fill: Step };

    beforeAll(async () => {
      await open(
        `CREATE TABLE public.t (id int PRIMARY KEY, a text DEFAULT 'none', n int NOT NULL DEFAULT 0); ${trigger}`,
      );
      const plan = await db.planned({ sentence: "rename t.a to b" });
      await runSteps(db, stepsOf(plan, "expand"));
      const fill = stepsOf(plan, "backfill").find((step) => step.backfill);
      if (!fill) throw new Error("nothing to fill");
      steps = { fill };
    });
    afterAll(close);

    const write: fc.Arbitrary<Write> = fc.record({
      kind: fc.constantFrom(
        "old insert",
        "new insert",
        "both insert",
        "bare insert",
        "old",
        "new",
        "both",
        "other",
        "delete",
        "upsert",
      ),
      id,
      a: value,
      b: value,
    });
    const queries = ({ kind, id, a, b }: Write): readonly Query[] => {
      const of = (text: string, ...values: unknown[]) => [{ text, values: [id, ...values] }];
      switch (kind) {
        case "old insert":
          return of("INSERT INTO public.t (id, a) VALUES ($1, $2)", a);
        case "new insert":
          return of("INSERT INTO public.t (id, b) VALUES ($1, $2)", b);
        case "both insert":
          return of("INSERT INTO public.t (id, a, b) VALUES ($1, $2, $3)", a, b);
        case "bare insert":
          return of("INSERT INTO public.t (id) VALUES ($1)");
        case "old":
          return of("UPDATE public.t SET a = $2 WHERE id = $1", a);
        case "new":
          return of("UPDATE public.t SET b = $2 WHERE id = $1", b);
        case "both":
          return of("UPDATE public.t SET a = $2, b = $3 WHERE id = $1", a, b);
        case "upsert":
          return of(
            "INSERT INTO public.t (id, b) VALUES ($1, $2) ON CONFLICT (id) DO UPDATE SET b = excluded.b",
            b,
          );
        case "delete":
          return of("DELETE FROM public.t WHERE id = $1");
        default:
          return of("UPDATE public.t SET n = n + 1 WHERE id = $1");
      }
    };

    it("every row agrees in both shapes once it is filled, whatever they wrote in whatever order", async () => {
      await fc.assert(
        fc.asyncProperty(movesOf(fc, write), fc.array(value, { maxLength: 4 }), async (moves, seeds) => {
          const rows = seeds.map((a, at) => `(${at + 1}, ${a === null ? "NULL" : `'${a}'`})`);
          await withoutTriggers(
            db,
            "public.t",
            `DELETE FROM public.t; ${rows.length ? `INSERT INTO public.t (id, a) VALUES ${rows.join(", ")}` : ""}`,
          );
          const half = Math.floor(moves.length / 2);
          await play(writers, moves.slice(0, half), queries);
          await Promise.all([runAction(db.owner, steps.fill), play(writers, moves.slice(half), queries)]);
          await runAction(db.owner, steps.fill);
          const apart = await db.owner.query("SELECT id, a, b FROM public.t WHERE a IS DISTINCT FROM b");
          expect(apart.rows).toEqual([]);
        }),
        { numRuns: RUNS },
      );
    });
  });

  describe.each([
    { from: "t", sentence: "move t.a to u as b", trigger: "" },
    { from: "t", sentence: "move t.a to u as b", trigger: TIDY("a") },
    { from: "u", sentence: "move u.b to t as a", trigger: "" },
    { from: "t", sentence: "split (a) of t into table u", trigger: "" },
    { from: "t", sentence: "split (a) of t into table u", trigger: TIDY("a") },
    { from: "u", sentence: "merge u into t with b as a", trigger: "" },
    {
      from: "u",
      sentence: "merge u into t with b as a",
      trigger: TIDY("b").replace(" ON public.t ", " ON public.u "),
    },
  ])("while a column moves to another table: $sentence $trigger", ({ from, sentence, trigger }) => {
    const makesTable = sentence.startsWith("split");
    const makesRows = !sentence.startsWith("move");
    const [key, b] = makesTable ? ["id", "a"] : ["t", "b"];
    type Write = { readonly kind: string; readonly id: number; readonly value: string | null };
    let fill: Step;

    beforeAll(async () => {
      const value = makesTable ? "text" : "text DEFAULT 'none'";
      const u = `CREATE TABLE public.u (t int PRIMARY KEY REFERENCES public.t ON DELETE CASCADE${from === "u" ? `, b ${value}` : ""});`;
      await open(
        `CREATE TABLE public.t (id int PRIMARY KEY, n int NOT NULL DEFAULT 0${from === "t" ? `, a ${value}` : ""});
         ${makesTable ? "" : u} ${trigger}`,
      );
      const plan = await db.planned({ sentence });
      await runSteps(db, stepsOf(plan, "expand"));
      const step = stepsOf(plan, "backfill").find((one) => one.backfill);
      if (!step) throw new Error("nothing to fill");
      fill = step;
    });
    afterAll(close);

    const write: fc.Arbitrary<Write> = fc.record({
      kind: fc.constantFrom(
        "insert t",
        "bare t",
        "insert u",
        "bare u",
        "a",
        "b",
        "both",
        "other t",
        "other u",
        "delete t",
        "delete u",
        "move",
      ),
      id: fc.integer({ min: 1, max: 3 }),
      value,
    });
    const queries = ({ kind, id, value }: Write): readonly Query[] => {
      const of = (text: string, ...values: unknown[]) => [{ text, values: [id, ...values] }];
      switch (kind) {
        case "insert t":
          return of("INSERT INTO public.t (id, a) VALUES ($1, $2)", value);
        case "bare t":
          return of("INSERT INTO public.t (id) VALUES ($1)");
        case "insert u":
          return of(`INSERT INTO public.u (${key}, ${b}) SELECT id, $2 FROM public.t WHERE id = $1`, value);
        case "bare u":
          return of(`INSERT INTO public.u (${key}) SELECT id FROM public.t WHERE id = $1`);
        case "a":
          return of("UPDATE public.t SET a = $2 WHERE id = $1", value);
        case "b":
          return of(`UPDATE public.u SET ${b} = $2 WHERE ${key} = $1`, value);
        case "both":
          return [
            { text: "UPDATE public.t SET a = $2 WHERE id = $1", values: [id, value] },
            { text: `UPDATE public.u SET ${b} = 'both' WHERE ${key} = $1`, values: [id] },
          ];
        case "other t":
          return of("UPDATE public.t SET n = n + 1 WHERE id = $1");
        case "other u":
          return of(`UPDATE public.u SET ${key} = ${key} WHERE ${key} = $1`);
        case "delete t":
          return of("DELETE FROM public.t WHERE id = $1");
        case "move":
          return of(`UPDATE public.u SET ${key} = ${key} % 3 + 1 WHERE ${key} = $1`);
        default:
          return of(`DELETE FROM public.u WHERE ${key} = $1`);
      }
    };
    it("the two tables say the same of every row that is in both", async () => {
      await fc.assert(
        fc.asyncProperty(movesOf(fc, write), fc.array(value, { maxLength: 3 }), async (moves, seeds) => {
          const rows = seeds.map((one, at) => [at + 1, one === null ? "NULL" : `'${one}'`] as const);
          const [t, u] = [
            rows.map(([id, one]) => (from === "t" ? `(${id}, ${one})` : `(${id})`)).join(", "),
            rows.map(([id, one]) => (from === "u" ? `(${id}, ${one})` : `(${id})`)).join(", "),
          ];
          await withoutTriggers(
            db,
            ["public.t", "public.u"],
            `DELETE FROM public.u; DELETE FROM public.t;
             ${rows.length > 0 ? `INSERT INTO public.t (id${from === "t" ? ", a" : ""}) VALUES ${t}; ${makesTable ? "" : `INSERT INTO public.u (t${from === "u" ? ", b" : ""}) VALUES ${u}`}` : ""}`,
          );
          const half = Math.floor(moves.length / 2);
          await play(writers, moves.slice(0, half), queries);
          await Promise.all([runAction(db.owner, fill), play(writers, moves.slice(half), queries)]);
          await runAction(db.owner, fill);
          const apart = await db.owner.query(
            `SELECT t.id, t.a, u.${b} FROM public.t ${makesRows ? "LEFT" : ""} JOIN public.u ON t.id = u.${key} WHERE t.a IS DISTINCT FROM u.${b}`,
          );
          expect(apart.rows).toEqual([]);
        }),
        { numRuns: RUNS },
      );
    });
  });

  describe.each(["", TIDY("a")])("while a column is split, app's own trigger: %j", (trigger) => {
    type Write = {
      readonly kind: string;
      readonly id: number;
      readonly a: string | null;
      readonly f: string | null;
      readonly l: string | null;
    };
    let fill: Step;

    beforeAll(async () => {
      await open(
        `CREATE TABLE public.t (id int PRIMARY KEY, a text DEFAULT 'none at all', n int NOT NULL DEFAULT 0); ${trigger}`,
      );
      // Lossy both ways: third words go on the way there, and nulls on the way back.
      const plan = await db.planned({
        sentence:
          "split t.a into split_part(a, ' ', 1)::text as f, split_part(a, ' ', 2)::text as l and back using concat_ws(' ', f, l)",
      });
      await runSteps(db, stepsOf(plan, "expand"));
      const step = stepsOf(plan, "backfill").find((one) => one.backfill);
      if (!step) throw new Error("nothing to fill");
      fill = step;
    });
    afterAll(close);

    const write: fc.Arbitrary<Write> = fc.record({
      kind: fc.constantFrom(
        "old insert",
        "new insert",
        "bare insert",
        "old",
        "new",
        "one",
        "both",
        "other",
        "delete",
        "upsert",
      ),
      id,
      a: fc.constantFrom(null, "none at all", "A", " b ", "C d  e", "f g"),
      f: value,
      l: value,
    });
    const queries = ({ kind, id, a, f, l }: Write): readonly Query[] => {
      const of = (text: string, ...values: unknown[]) => [{ text, values: [id, ...values] }];
      switch (kind) {
        case "old insert":
          return of("INSERT INTO public.t (id, a) VALUES ($1, $2)", a);
        case "new insert":
          return of("INSERT INTO public.t (id, f, l) VALUES ($1, $2, $3)", f, l);
        case "bare insert":
          return of("INSERT INTO public.t (id) VALUES ($1)");
        case "old":
          return of("UPDATE public.t SET a = $2 WHERE id = $1", a);
        case "new":
          return of("UPDATE public.t SET f = $2, l = $3 WHERE id = $1", f, l);
        case "one":
          return of("UPDATE public.t SET l = $2 WHERE id = $1", l);
        case "both":
          return of("UPDATE public.t SET a = $2, f = $3 WHERE id = $1", a, f);
        case "upsert":
          return of(
            "INSERT INTO public.t (id, f, l) VALUES ($1, $2, $3) ON CONFLICT (id) DO UPDATE SET f = excluded.f, l = excluded.l",
            f,
            l,
          );
        case "delete":
          return of("DELETE FROM public.t WHERE id = $1");
        default:
          return of("UPDATE public.t SET n = n + 1 WHERE id = $1");
      }
    };

    it("every row says in one shape what the other one makes of it", async () => {
      await fc.assert(
        fc.asyncProperty(movesOf(fc, write), fc.array(value, { maxLength: 4 }), async (moves, seeds) => {
          const rows = seeds.map((a, at) => `(${at + 1}, ${a === null ? "NULL" : `'${a}'`})`);
          await withoutTriggers(
            db,
            "public.t",
            `DELETE FROM public.t; ${rows.length ? `INSERT INTO public.t (id, a) VALUES ${rows.join(", ")}` : ""}`,
          );
          const half = Math.floor(moves.length / 2);
          await play(writers, moves.slice(0, half), queries);
          await Promise.all([runAction(db.owner, fill), play(writers, moves.slice(half), queries)]);
          await runAction(db.owner, fill);
          const apart = await db.owner.query(
            `SELECT id, a, f, l FROM public.t
             WHERE a IS DISTINCT FROM CASE WHEN num_nonnulls(f, l) > 0 THEN concat_ws(' ', f, l) END
               AND ROW(f, l) IS DISTINCT FROM ROW(split_part(a, ' ', 1), split_part(a, ' ', 2))`,
          );
          expect(apart.rows).toEqual([]);
        }),
        { numRuns: RUNS },
      );
    });
  });

  describe.each([
    { trigger: "", parts: "" },
    { trigger: TIDY("c"), parts: "" },
    { trigger: "", parts: IN_PARTS },
    { trigger: TIDY("c"), parts: IN_PARTS },
  ])("while a column gets another type, app's own trigger: $trigger $parts", ({ trigger, parts }) => {
    type Write = { readonly kind: string; readonly id: number; readonly value: string | null };
    let plan: PlanDraft;
    let fill: Step;

    beforeAll(async () => {
      await open(
        `CREATE TABLE public.t (id int PRIMARY KEY, c text DEFAULT 'None', touched boolean NOT NULL DEFAULT false)${parts}; ${trigger}
         CREATE TABLE public.plain (LIKE public.t INCLUDING ALL); ${trigger.replaceAll("public.t ", "public.plain ").replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION")}`,
      );
      // Lossy both ways: capitals go on the way up, and come back everywhere on the way down.
      plan = await db.planned({
        operations: [
          {
            kind: "change-column-type",
            table: "public.t",
            column: "c",
            type: "varchar(40)",
            up: "lower(c)",
            down: "upper(c)",
            onDownFailure: "block",
          },
        ],
      });
      await runSteps(db, stepsOf(plan, "expand"));
      const step = stepsOf(plan, "backfill").find((one) => one.backfill);
      if (!step) throw new Error("nothing to fill");
      fill = step;
    });
    afterAll(close);

    const write: fc.Arbitrary<Write> = fc.record({
      kind: fc.constantFrom(
        ...["insert", "bare insert", "update", "update", "same", "other", "delete", "upsert", "move"],
      ),
      id,
      value,
    });
    const on = (table: string, { kind, id, value }: Write): Query => {
      const of = (text: string, ...values: unknown[]) => ({ text, values: [id, ...values] });
      switch (kind) {
        case "insert":
          return of(`INSERT INTO ${table} (id, c, touched) VALUES ($1, $2, true)`, value);
        case "bare insert":
          return of(`INSERT INTO ${table} (id, touched) VALUES ($1, true)`);
        case "update":
          return of(`UPDATE ${table} SET c = $2, touched = true WHERE id = $1`, value);
        case "same":
          return of(`UPDATE ${table} SET c = c WHERE id = $1`);
        case "upsert":
          return of(
            `INSERT INTO ${table} (id, c, touched) VALUES ($1, $2, true) ON CONFLICT (id) DO UPDATE SET c = excluded.c, touched = true`,
            value,
          );
        case "delete":
          return of(`DELETE FROM ${table} WHERE id = $1`);
        // Where it is in partitions, to the other one.
        case "move":
          return of(`UPDATE ${table} SET id = id % 4 + 1 WHERE id = $1`);
        default:
          return of(`UPDATE ${table} SET touched = touched WHERE id = $1`);
      }
    };
    const seed = async (seeds: readonly (string | null)[]) => {
      const rows = seeds.map((one, at) => `(${at + 1}, ${one === null ? "NULL" : `'${one}'`})`).join(", ");
      const fresh = (table: string) =>
        `DELETE FROM ${table}; ${rows ? `INSERT INTO ${table} (id, c) VALUES ${rows};` : ""}`;
      await withoutTriggers(db, "public.t", fresh("public.t"));
      await withoutTriggers(db, "public.plain", fresh("public.plain"));
    };
    const values = async (table: string) =>
      (await db.owner.query<{ id: number; c: string | null }>(`SELECT id, c FROM ${table} ORDER BY id`)).rows;

    it("leaves the old column as it would be without us, and the new one is what it gives", async () => {
      await fc.assert(
        fc.asyncProperty(movesOf(fc, write), fc.array(value, { maxLength: 4 }), async (moves, seeds) => {
          await seed(seeds);
          const both = (one: Write) => [on("public.t", one), on("public.plain", one)];
          const half = Math.floor(moves.length / 2);
          await play(writers, moves.slice(0, half), both);
          await Promise.all([runAction(db.owner, fill), play(writers, moves.slice(half), both)]);
          await runAction(db.owner, fill);
          // The batch updates rows, and the app's own trigger looks at each row that is updated.
          if (trigger !== "") await db.owner.query("UPDATE public.plain SET id = id");
          expect(await values("public.t")).toEqual(await values("public.plain"));
          const apart = await db.owner.query("SELECT * FROM public.t WHERE c_next IS DISTINCT FROM lower(c)");
          expect(apart.rows).toEqual([]);
        }),
        { numRuns: RUNS },
      );
    });

    it("brings back, from the switch, every byte of rows that nobody wrote since", async () => {
      await fc.assert(
        fc.asyncProperty(
          movesOf(fc, write),
          fc.array(value, { minLength: 1, maxLength: 4 }),
          async (moves, seeds) => {
            await seed(seeds);
            await runSteps(db, stepsOf(plan, "backfill"));
            const before = await values("public.t");
            await runSteps(db, stepsOf(plan, "switch"));
            // Told by its number, a row keeps that here.
            await play(writers, moves, (one) => (one.kind === "move" ? [] : [on("public.t", one)]));
            const since = await db.owner.query<{ id: number; c: string | null; touched: boolean }>(
              "SELECT id, c, touched FROM public.t ORDER BY id",
            );
            await takeBack(db, stepsOf(plan, "switch"));
            const after = await values("public.t");
            expect(after.map((row) => row.id)).toEqual(since.rows.map((row) => row.id));
            for (const [at, { id, c, touched }] of since.rows.entries()) {
              const was = before.find((row) => row.id === id)?.c ?? null;
              const down = c?.toUpperCase() ?? null;
              // Written to the value that was there already, a row may have either.
              expect(touched ? [down, ...(was?.toLowerCase() === c ? [was] : [])] : [was]).toContain(
                after[at]?.c,
              );
            }
            await takeBack(db, stepsOf(plan, "backfill"));
          },
        ),
        { numRuns: RUNS / 2 },
      );
    });
  });
});
