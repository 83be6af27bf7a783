import { afterEach, describe, expect, it } from "vitest";
import { diffCatalogs } from "@/lib/catalog/diff";
import { compareStrength } from "@/lib/sql/lock-modes";
import { probe, runAction, stepsOf } from "@/lib/testing/plan-runner";
import { type PlannedDatabase, plannedDatabase } from "@/lib/testing/planned-database";

let db: PlannedDatabase;

afterEach(() => db?.close());

const SET_UP = `
  CREATE TYPE public.mood AS ENUM ('sad', 'ok');
  CREATE FUNCTION public.code() RETURNS text LANGUAGE sql VOLATILE AS 'SELECT pg_catalog.md5(pg_catalog.random()::text)';
  CREATE TABLE public.t (id int PRIMARY KEY, email text NOT NULL);
  INSERT INTO public.t SELECT g, 'M' || g FROM generate_series(1, 250) g;
  GRANT ALL ON public.t TO $app`;

const CASES = [
  { sentence: "add t.c text", phases: ["expand"], naive: "c text" },
  { sentence: "add t.c int not null default 5", phases: ["expand"], naive: "c int not null default 5" },
  {
    sentence: "add t.c timestamptz not null default now()",
    phases: ["expand"],
    naive: "c timestamptz not null default now()",
  },
  { sentence: "add t.c mood default 'ok'", phases: ["expand"], naive: "c public.mood default 'ok'" },
  {
    sentence: "add t.c uuid not null default gen_random_uuid()",
    phases: ["expand", "backfill"],
    naive: "c uuid not null default gen_random_uuid()",
  },
  {
    sentence: "add t.c text default code()",
    phases: ["expand", "backfill"],
    naive: "c text default public.code()",
  },
  {
    sentence: "add t.c text not null filled with lower(email)",
    phases: ["expand", "deploy-write-column", "backfill"],
    naive: "c text not null default 'x', alter c drop default",
  },
];

describe.each([15, 18] as const)("adding a column on Postgres %i", (major) => {
  it.each(CASES)("$sentence", async ({ sentence, phases, naive }) => {
    db = await plannedDatabase(major, SET_UP);
    const start = await db.catalog();
    for (const change of naive.split(", ")) {
      await db.owner.query(
        `ALTER TABLE public.t ${change.startsWith("alter") ? change : `ADD COLUMN ${change}`}`,
      );
    }
    const wanted = await db.catalog();
    await db.owner.query("ALTER TABLE public.t DROP COLUMN c");

    const plan = await db.planned({ sentence });
    expect(plan.nodes.map((node) => node.id)).toEqual(phases);
    for (const step of stepsOf(plan, "expand", "backfill")) {
      expect(step.rewrites, step.id).toBe(false);
      const ran = await runAction(db.owner, step);
      expect([ran.before === "done", ran.after], step.id).toEqual([false, "done"]);
      for (const [relation, modes] of ran.locks) {
        const promised = step.locks.find((lock) => lock.relation === relation)?.mode;
        for (const mode of modes) {
          expect(
            promised && compareStrength(promised, mode as never),
            `${step.id}: ${mode}`,
          ).toBeGreaterThanOrEqual(0);
        }
      }
    }
    expect(diffCatalogs(wanted, await db.catalog())).toEqual([]);
    if (/not null|default/.test(sentence)) {
      const { rows } = await db.owner.query("SELECT count(*)::int AS n FROM public.t WHERE c IS NULL");
      expect(rows[0].n).toBe(0);
    }
    for (const step of [...stepsOf(plan, "expand", "backfill")].reverse()) {
      for (const action of step.revert.actions) {
        expect((await runAction(db.owner, action)).after, action.id).toBe("done");
      }
    }
    expect(diffCatalogs(start, await db.catalog())).toEqual([]);
  });

  it("does not promise an undo without loss", async () => {
    db = await plannedDatabase(major, SET_UP);
    const plan = await db.planned({ sentence: "add t.c text" });
    expect(stepsOf(plan, "expand")[0]?.revert).toMatchObject({
      lossless: false,
      loses: "Every value of public.t.c",
    });
  });

  it("takes somebody else's column of the same name for what it is", async () => {
    db = await plannedDatabase(major, SET_UP);
    const plan = await db.planned({ sql: "ALTER TABLE t ADD COLUMN nickname varchar(40)" });
    const [step] = stepsOf(plan, "expand");
    if (!step) throw new Error("no step");
    await db.owner.query("ALTER TABLE public.t ADD COLUMN nickname int");
    expect(await probe(db.owner, step)).toBe("partial");
    const [drop] = step.revert.actions;
    expect(drop && (await probe(db.owner, drop)), "it is not ours to drop").toBe("done");
    await db.owner.query("ALTER TABLE public.t DROP COLUMN nickname");
    expect((await runAction(db.owner, step)).after).toBe("done");
  });

  it("refuses a domain with a constraint, which would rewrite the table", async () => {
    db = await plannedDatabase(major, `${SET_UP}; CREATE DOMAIN public.posint AS int CHECK (value > 0)`);
    const refused = await db.plan({ sentence: "add t.c posint" });
    expect(
      refused.ok ? [] : refused.failure.code === "input.invalid" && refused.failure.errors,
    ).toMatchObject([{ path: "operations.0.type" }]);
  });

  it("shares one pass over the rows and one contract with a rename", async () => {
    db = await plannedDatabase(major, SET_UP);
    const sql =
      "ALTER TABLE t RENAME email TO mail; ALTER TABLE t ADD COLUMN c uuid NOT NULL DEFAULT gen_random_uuid()";
    const plan = await db.planned({ sql });
    const fills = stepsOf(plan, "backfill").filter((step) => step.backfill);
    expect(fills).toHaveLength(1);
    for (const step of stepsOf(plan, "expand", "backfill", "contract")) {
      // A check changes nothing: it asks again until the column is gone.
      const after = step.kind === "check" ? "absent" : "done";
      expect((await runAction(db.owner, step)).after, step.id).toBe(after);
    }
    const { rows } = await db.owner.query(
      "SELECT count(*)::int AS n FROM public.t WHERE mail IS NOT NULL AND c IS NOT NULL",
    );
    expect(rows[0].n).toBe(250);
  });
});
