import pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { diffCatalogs } from "@/lib/catalog/diff";
import type { Catalog } from "@/lib/catalog/model";
import { readCatalog } from "@/lib/catalog/read";
import { understandChange } from "@/lib/change/understand";
import { DEFAULT_POLICY } from "@/lib/contracts/environment";
import type { Action, PlanDraft } from "@/lib/contracts/plan";
import { compareStrength } from "@/lib/sql/lock-modes";
import { loadParser } from "@/lib/sql/parse";
import { probe, runAction, stepsOf } from "@/lib/testing/plan-runner";
import { createTestDatabase, createTestRole, type TestDatabase, type TestRole } from "@/lib/testing/postgres";
import { planChange } from "./plan";

const LONG = `x${"é".repeat(31)}`; // 63 bytes

/** Postgres lists the columns of extended statistics by their place in the table, and the new column stands last. */
const unordered = (text: string | null) => text?.split(/[\s,]+/).sort() ?? null;

/** What a naive rename would have left otherwise; the order of columns is known to differ. */
function differences(naive: Catalog, ours: Catalog) {
  return diffCatalogs(naive, ours, { withRoles: true }).filter(
    ({ kind, before, after }) =>
      kind !== "statistics" || JSON.stringify(unordered(before)) !== JSON.stringify(unordered(after)),
  );
}

/** A table with all that can hang on a column, once with plain and once with awkward names. */
function setUp(table: string, column: string, other: string, role: string): string {
  return `
  CREATE TYPE public.mood AS ENUM ('sad', 'ok');
  CREATE TABLE public.cities (name text PRIMARY KEY, id int UNIQUE);
  INSERT INTO public.cities VALUES ('Rome', 1), ('Oslo', 2), ('nobody', 3), ('new-shape', 4);
  INSERT INTO public.cities SELECT 'n' || g, 100 + g FROM generate_series(1, 400) g;
  CREATE TABLE ${table} (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    ${column} text COLLATE "C" NOT NULL DEFAULT 'nobody' REFERENCES public.cities (name) ON DELETE CASCADE,
    ${other} int,
    touched timestamptz,
    UNIQUE (${column}, ${other}),
    CHECK (${column} <> ''),
    CONSTRAINT "both Of them" CHECK (length(${column}) + ${other} < 10000)
  );
  CREATE INDEX ON ${table} (lower(${column})) WHERE ${column} IS NOT NULL;
  CREATE INDEX "Desc Idx" ON ${table} (${column} DESC, id);
  CREATE STATISTICS public.stat_x ON ${column}, ${other} FROM ${table};
  COMMENT ON COLUMN ${table}.${column} IS 'As it''s on the card';
  COMMENT ON INDEX "Desc Idx" IS 'for the list';
  COMMENT ON CONSTRAINT "both Of them" ON ${table} IS 'odd';
  ALTER TABLE ${table} ALTER COLUMN ${column} SET STATISTICS 250;
  ALTER TABLE ${table} ALTER COLUMN ${column} SET STORAGE EXTERNAL;
  CREATE FUNCTION public.touch() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN NEW.touched := now(); RETURN NEW; END $$;
  CREATE TRIGGER touch BEFORE INSERT OR UPDATE ON ${table} FOR EACH ROW EXECUTE FUNCTION public.touch();
  INSERT INTO ${table} (${column}, ${other}) SELECT 'n' || g, g FROM generate_series(1, 350) g;
  GRANT USAGE ON SCHEMA public TO ${role};
  GRANT SELECT, DELETE ON ${table} TO ${role};
  GRANT INSERT, UPDATE (${column}, ${other}, touched) ON ${table} TO ${role};
  GRANT UPDATE (${column}) ON ${table} TO ${role};
  CREATE SCHEMA interlock;
  ANALYZE`;
}

const CASES = [
  { title: "plain names", table: "public.people", column: "full_name", to: "name", other: "rank" },
  {
    title: "awkward names",
    table: `public."Odd ""Table"`,
    column: `"Full Name"`,
    to: `"${LONG}"`,
    other: `"select"`,
  },
];

describe.each([15, 18] as const)("renaming a column on Postgres %i", (major) => {
  describe.each(CASES)("$title", ({ table, column, to, other }) => {
    let database: TestDatabase;
    let naive: TestDatabase;
    let role: TestRole;
    let owner: pg.Client;
    let app: pg.Client;
    let plan: PlanDraft;
    let sequence = "";

    const connect = async (url: string) => {
      const client = new pg.Client({ connectionString: url });
      await client.connect();
      return client;
    };
    const reader = async (url: string) => {
      const client = await connect(url);
      await client.query("SET search_path = pg_catalog");
      try {
        return await readCatalog(client);
      } finally {
        await client.end();
      }
    };

    /** Writes as an app that knows only one of the names. */
    const write = async (name: string, mark: number) => {
      await app.query(`DELETE FROM ${table} WHERE ${other} >= 5000`);
      await app.query(`INSERT INTO ${table} (${name}, ${other}) VALUES ('Rome', $1)`, [5000 + mark]);
      await app.query(`INSERT INTO ${table} (${other}) VALUES ($1)`, [6000 + mark]);
      await app.query(`UPDATE ${table} SET ${name} = 'Oslo' WHERE ${other} = $1`, [mark + 1]);
      await app.query(`UPDATE ${table} SET ${other} = ${other} WHERE ${other} = $1`, [mark + 2]);
      await app.query(`INSERT INTO ${table} (${name}, ${other}) VALUES ('Oslo', $1) ON CONFLICT DO NOTHING`, [
        7000 + mark,
      ]);
    };
    const differing = async () => {
      const { rows } = await owner.query(
        `SELECT count(*)::int AS n FROM ${table} WHERE ${column} IS DISTINCT FROM ${to}`,
      );
      return rows[0].n as number;
    };
    const trips = async () => {
      const { rows } = await owner.query(`SELECT last_value::text, is_called FROM ${sequence}`);
      return rows[0].is_called ? Number(rows[0].last_value) : 0;
    };
    /** Runs actions in order and holds each against its promise. */
    const run = async (actions: readonly Action[], between: () => Promise<void> = async () => {}) => {
      for (const action of actions) {
        const ran = await runAction(owner, action).catch((error) => {
          throw new Error(`${action.id}: ${error.message}\n${action.sql}`, { cause: error });
        });
        // A check changes nothing: it asks again until the column is gone.
        const after = action.kind === "check" ? "absent" : "done";
        expect(ran.after, `probe after ${action.id}`).toBe(after);
        expect(action.unknown, action.id).toBe(false);
        for (const [relation, modes] of ran.locks) {
          const promised = action.locks.find((lock) => lock.relation === relation);
          for (const mode of modes) {
            const enough = promised && compareStrength(promised.mode, mode as never) >= 0;
            expect(enough, `${action.id} took ${mode} on ${relation}, promised ${promised?.mode}`).toBe(true);
          }
          expect(modes, `${action.id} promised too much on ${relation}`).toContain(promised?.mode);
        }
        await between();
      }
    };
    const revert = async (phase: string) => {
      for (const step of stepsOf(plan, phase).reverse()) await run(step.revert.actions);
    };

    beforeAll(async () => {
      await loadParser();
      [database, naive, role] = await Promise.all([
        createTestDatabase(major),
        createTestDatabase(major),
        createTestRole(major),
      ]);
      owner = await connect(database.url);
      await owner.query(setUp(table, column, other, role.name));
      await owner.query("SET search_path = pg_catalog");
      const beside = await connect(naive.url);
      await beside.query(setUp(table, column, other, role.name));
      await beside.query(`ALTER TABLE ${table} RENAME COLUMN ${column} TO ${to}`);
      await beside.end();
      app = await connect(role.urlFor(database.url));

      const catalog = await reader(database.url);
      const understood = await understandChange(
        { sql: `ALTER TABLE ${table} RENAME ${column} TO ${to}` },
        catalog,
      );
      if (!understood.ok) throw new Error(JSON.stringify(understood.failure));
      const planned = await planChange({
        title: "Rename",
        operations: understood.value,
        catalog,
        policy: DEFAULT_POLICY,
        measured: [],
      });
      if (!planned.ok) throw new Error(JSON.stringify(planned.failure));
      plan = planned.value;
      sequence = plan.tripwires[0]?.sequence ?? "";
    });
    afterAll(async () => {
      await Promise.all([owner?.end(), app?.end()]);
      await role?.drop([database.url, naive.url]);
      await Promise.all([database?.drop(), naive?.drop()]);
    });

    it("goes from the first step to the last, and back from every boundary, while both apps write", async () => {
      const start = await reader(database.url);
      const expand = stepsOf(plan, "expand");
      const backfill = stepsOf(plan, "backfill");
      const contract = stepsOf(plan, "contract");
      let mark = 0;
      const both = async () => {
        await write(column, ++mark);
        await write(to, ++mark);
      };
      const oldOnly = async () => write(column, ++mark);

      for (const step of expand) expect(await probe(owner, step)).toBe("absent");
      await run(expand, oldOnly);
      await both();

      // Back from expand: nothing of it is left, and the old column holds what the new app wrote.
      await revert("expand");
      expect(diffCatalogs(start, await reader(database.url))).toEqual([]);
      await oldOnly();

      await run(expand, oldOnly);
      const before = await trips();
      await write(to, ++mark);
      expect(await trips(), "new-shape writes do not trip").toBe(before);
      await oldOnly();
      expect(await trips(), "old-shape writes trip").toBeGreaterThan(before);

      await run(backfill, both);
      expect(await differing()).toBe(0);
      await revert("backfill");
      await both();
      await run(backfill, both);
      expect(await differing()).toBe(0);
      // A new run of a finished phase finds nothing to do.
      for (const step of [...expand, ...backfill]) expect(await probe(owner, step), step.id).toBe("done");
      const atBoundary = await reader(database.url);

      for (const step of contract) expect(await probe(owner, step)).toBe("absent");
      await run(contract, () => write(to, ++mark));
      expect(differences(await reader(naive.url), await reader(database.url))).toEqual([]);

      await revert("contract");
      await both();
      expect(await differing()).toBe(0);
      expect(differences(atBoundary, await reader(database.url))).toEqual([]);

      await run(contract, () => write(to, ++mark));
      expect(differences(await reader(naive.url), await reader(database.url))).toEqual([]);
    });
  });
});
