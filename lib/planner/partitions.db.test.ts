import pg from "pg";
import { afterEach, describe, expect, it } from "vitest";
import { blocksReads } from "@/lib/sql/lock-modes";
import { runAction, SCANS, stepsOf } from "@/lib/testing/plan-runner";
import { type PlannedDatabase, plannedDatabase } from "@/lib/testing/planned-database";
import { attachPartitionCases } from "./cases/attach-partition";
import { COMMON } from "./cases/common-tables";

let db: PlannedDatabase;

afterEach(() => db?.close());

const PARTS = `
  CREATE TABLE public.parts (id int, at date) PARTITION BY RANGE (at);
  CREATE TABLE public.parts_26 PARTITION OF public.parts FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');
  INSERT INTO public.parts VALUES (1, '2026-02-02');
  GRANT ALL ON public.parts TO $app`;

describe.each([15, 18] as const)("partitions on Postgres %i", (major) => {
  it.each(attachPartitionCases.filter(({ title }) => !title.includes("small")))(
    "reads no row while nobody can use the table: $title",
    async ({ words, setUp }) => {
      db = await plannedDatabase(major, `${COMMON}; ${setUp}`);
      const steps = stepsOf(await db.planned(words), "expand");
      const attach = steps.find((step) => step.id.endsWith("-attach"));
      if (!attach) throw new Error("there is a step that attaches");
      expect(steps.filter((step) => step.scans && step.locks.some(({ mode }) => blocksReads(mode)))).toEqual(
        [],
      );
      for (const step of steps.slice(0, steps.indexOf(attach))) await runAction(db.owner, step);
      await db.owner.query("BEGIN");
      const before = await db.owner.query(SCANS);
      await db.owner.query(attach.sql);
      expect((await db.owner.query(SCANS)).rows).toEqual(before.rows);
      await db.owner.query("COMMIT");
    },
  );

  it("refuses rows of the bound in the default partition, and leaves the tables as they were", async () => {
    db = await plannedDatabase(
      major,
      `${PARTS}; CREATE TABLE public.rest PARTITION OF public.parts DEFAULT;
       INSERT INTO public.parts VALUES (2, '2027-05-05'); CREATE TABLE public.parts_27 (id int, at date)`,
    );
    const plan = await db.planned({
      sentence: "attach parts_27 to parts for values from ('2027-01-01') to ('2028-01-01')",
    });
    expect(plan.findings.map(({ code }) => code)).toContain("partition.default");
    const run = async () => {
      for (const step of stepsOf(plan, "expand")) await runAction(db.owner, step);
    };
    await expect(run()).rejects.toThrow(/violated by some row/);
    await db.owner.query(
      "WITH moved AS (DELETE FROM public.rest RETURNING *) INSERT INTO public.parts_27 TABLE moved",
    );
    await run();
    const { rows } = await db.owner.query(
      "SELECT count(*)::int AS n FROM public.parts WHERE at > '2027-01-01'",
    );
    expect(rows).toEqual([{ n: 1 }]);
  });

  it("ends a concurrent detach that was interrupted", async () => {
    db = await plannedDatabase(major, PARTS);
    const plan = await db.planned({ sentence: "detach parts_26 from parts" });
    const [detach, finalize] = stepsOf(plan, "contract");
    if (!detach || !finalize) throw new Error("there are two steps");
    await db.app.query("BEGIN; SELECT FROM public.parts");
    const other = new pg.Client({ ...connectionOf(db.owner) });
    await other.connect();
    const cancelled = other.query(detach.sql).catch((error: { code?: string }) => error.code);
    const pending = async () =>
      (await db.owner.query("SELECT FROM pg_inherits WHERE inhdetachpending")).rowCount === 1;
    while (!(await pending())) await new Promise((resolve) => setTimeout(resolve, 20));
    const { rows } = await db.owner.query(
      "SELECT pid FROM pg_stat_activity WHERE query ~ '^ALTER TABLE public.parts'",
    );
    await db.owner.query("SELECT pg_cancel_backend($1)", [rows[0].pid]);
    expect(await cancelled).toBe("57014");
    await db.app.query("COMMIT");

    expect((await runAction(db.owner, detach)).before).toBe("done");
    expect(await runAction(db.owner, finalize)).toMatchObject({ before: "absent", after: "done" });
    const left = await db.owner.query(
      "SELECT (SELECT count(*) FROM public.parts)::int AS whole, count(*)::int AS part FROM public.parts_26",
    );
    expect(left.rows).toEqual([{ whole: 0, part: 1 }]);
    await other.end();
  });
});

function connectionOf({ host, port, user, password, database }: pg.Client) {
  return { host, port, user, password, database };
}
