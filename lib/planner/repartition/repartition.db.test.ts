import pg from "pg";
import { afterEach, describe, expect, it } from "vitest";
import type { Step } from "@/lib/contracts/plan";
import { statementsOf } from "@/lib/executor/statements";
import { probe, runAction, stepsOf } from "@/lib/testing/plan-runner";
import { type PlannedDatabase, plannedDatabase } from "@/lib/testing/planned-database";

let db: PlannedDatabase;

afterEach(() => db?.close());

const TABLE = `
  CREATE TABLE public.orders (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, at date NOT NULL, what text);
  INSERT INTO public.orders (at, what) SELECT date '2025-01-01' + g, 'w' || g FROM generate_series(1, 300) g;
  GRANT SELECT, INSERT, UPDATE, DELETE ON public.orders TO $app; GRANT UPDATE ON SEQUENCE public.orders_id_seq TO $app`;

const WORDS = {
  sentence:
    "partition orders by range (at) into orders_early for values from ('2025-01-01') to ('2025-07-01'), orders_rest default with primary key (id, at)",
};

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

const connectionOf = ({ host, port, user, password, database }: pg.Client) => ({
  host,
  port,
  user,
  password,
  database,
});

const isWaiting = async (client: pg.Client) => {
  const { processID } = client as unknown as { processID: number };
  const { rows } = await db.owner.query("SELECT cardinality(pg_blocking_pids($1)) AS n", [processID]);
  return rows[0].n > 0;
};

const role = async () => (await db.app.query("SELECT quote_ident(current_user) AS name")).rows[0].name;

const rows = async () =>
  (await db.owner.query("SELECT id::int, at::text, what FROM public.orders ORDER BY id, at")).rows;

/** All that an app does to rows, under a role that owns nothing; the same whichever table leads. */
async function write(round: string) {
  await db.app.query(
    `INSERT INTO public.orders (at, what) VALUES ('2025-02-02', '${round}'), ('2026-02-02', '${round}')`,
  );
  await db.app.query(`UPDATE public.orders SET what = '${round}' WHERE id % 7 = 0`);
  // To the other partition, and back for others.
  await db.app.query(
    "UPDATE public.orders SET at = CASE WHEN at < '2025-07-01' THEN at + 400 ELSE at - 200 END WHERE id % 11 = 0",
  );
  await db.app.query("DELETE FROM public.orders WHERE id IN (SELECT min(id) FROM public.orders)");
  await db.app.query(
    "INSERT INTO public.orders (id, at) OVERRIDING SYSTEM VALUE SELECT min(id) - 1, '2025-03-03' FROM public.orders",
  );
}

describe.each([15, 18] as const)("a table that is partitioned on Postgres %i", (major) => {
  it("does not change over while its rights are other than when the second table was made", async () => {
    db = await plannedDatabase(major, TABLE);
    const plan = await db.planned(WORDS);
    await carryOut(stepsOf(plan, "expand"));
    await carryOut(stepsOf(plan, "backfill"));
    const ready = stepsOf(plan, "switch").find(({ kind }) => kind === "check");
    const objections = async () =>
      (await db.owner.query(ready?.sql ?? "")).rows.map(({ problem }) => problem);
    expect(await objections()).toEqual([]);
    for (const said of ["GRANT UPDATE (what)", "REVOKE UPDATE (what)", "GRANT SELECT", "REVOKE SELECT"]) {
      const whose = said.startsWith("GRANT") ? "TO PUBLIC" : "FROM PUBLIC";
      await db.owner.query(`${said} ON public.orders ${whose}`);
      expect(await objections(), said).toEqual(
        said.startsWith("GRANT")
          ? [expect.stringMatching(/^Rights on public\.orders and on .+_next differ/)]
          : [],
      );
    }
    await db.owner.query(`REVOKE SELECT ON public.orders FROM ${await role()}`);
    expect(await objections()).toHaveLength(1);
  });

  it("gives no right back that is taken right before the names are exchanged, on either way", async () => {
    db = await plannedDatabase(major, TABLE);
    const app = await role();
    const plan = await db.planned(WORDS);
    await carryOut(stepsOf(plan, "expand", "backfill"));
    const [ready, exchange] = stepsOf(plan, "switch");
    const back = exchange?.revert.actions[0];
    if (!ready || !exchange || !back) throw new Error("there is a check, and a switch with a way back");
    expect((await db.owner.query(ready.sql)).rows).toEqual([]);
    for (const action of [exchange, back]) {
      const before = await probe(db.owner, action);
      await db.owner.query(`REVOKE UPDATE ON public.orders FROM ${app}`);
      await expect(runAction(db.owner, action)).rejects.toThrow(
        /"Rights on public\.orders and on \S+ differ/,
      );
      expect(await probe(db.owner, action)).toBe(before);
      await expect(db.app.query("UPDATE public.orders SET what = ''")).rejects.toMatchObject({
        code: "42501",
      });
      await db.owner.query(`GRANT UPDATE ON public.orders TO ${app}`);
      expect((await runAction(db.owner, action)).after).toBe("done");
    }
  });

  it.each(["REVOKE UPDATE ON public.orders FROM $app", "GRANT UPDATE (what) ON public.orders TO PUBLIC"])(
    "says which right was given or taken while the names were exchanged: %s",
    async (said) => {
      db = await plannedDatabase(major, TABLE);
      const plan = await db.planned(WORDS);
      await carryOut(stepsOf(plan, "expand", "backfill"));
      const [, exchange, rights] = stepsOf(plan, "switch");
      const other = new pg.Client({ ...connectionOf(db.owner) });
      await other.connect();
      try {
        await db.owner.query("BEGIN");
        for (const statement of statementsOf(exchange?.sql ?? "")) await db.owner.query(statement);
        let answer: string | null = null;
        const late = other.query(said.replace("$app", await role())).then(
          () => (answer = "done"),
          ({ message }) => (answer = message),
        );
        while (answer === null && !(await isWaiting(other)))
          await new Promise((next) => setTimeout(next, 20));
        await db.owner.query("COMMIT");
        const objections = (await db.owner.query(rights?.sql ?? "")).rows;
        expect([await late, objections.length]).toEqual(
          objections.length > 0 ? ["done", 1] : ["tuple concurrently updated", 0],
        );
      } finally {
        await other.end();
      }
    },
  );

  it("loses no write of an ordinary role, up, down from every boundary and up again", async () => {
    db = await plannedDatabase(major, TABLE);
    const plan = await db.planned(WORDS);
    const steps = (phase: string) => stepsOf(plan, phase);
    const kind = async () =>
      (await db.owner.query("SELECT relkind FROM pg_class WHERE oid = 'public.orders'::regclass")).rows[0]
        .relkind;
    await carryOut(steps("expand"));
    await write("expanded");
    await carryOut(steps("backfill"));
    await write("filled");
    // The check of the switch compares both tables: it says nothing.
    await carryOut(steps("switch"));
    expect(await kind()).toBe("p");
    await write("switched");
    const switched = await rows();
    await takeBack(steps("switch"));
    expect([await kind(), await rows()]).toEqual(["r", switched]);
    await write("switched back");
    await carryOut(steps("switch"));
    await write("switched again");
    await carryOut(steps("contract"));
    await write("contracted");
    const contracted = await rows();
    await takeBack(steps("contract"));
    await write("contract back");
    const before = await rows();
    expect(before.length).toBe(contracted.length + 2);
    await takeBack(steps("switch"));
    expect([await kind(), await rows()]).toEqual(["r", before]);
    await takeBack([...steps("expand"), ...steps("backfill")]);
    expect(await rows()).toEqual(before);
    await carryOut(stepsOf(plan, "expand", "backfill", "switch", "contract"));
    expect([await kind(), await rows()]).toEqual(["p", before]);
  }, 60_000);

  it("sees what came past the trigger, and refuses a second row under the narrower key until contract", async () => {
    db = await plannedDatabase(major, TABLE);
    const plan = await db.planned(WORDS);
    await carryOut(stepsOf(plan, "expand", "backfill"));
    await db.owner.query(
      "ALTER TABLE public.orders DISABLE TRIGGER ALL; UPDATE public.orders SET what = 'x' WHERE id < 3",
    );
    const ready = stepsOf(plan, "switch")[0];
    const said = (await db.owner.query(ready?.sql ?? "")).rows.map(({ problem }) => problem).join(" ");
    expect(said).toContain("missing, disabled or changed");
    expect(said).toContain("with other values: 2.");
    await db.owner.query("UPDATE public.orders SET what = what");
    await takeBack(stepsOf(plan, "expand", "backfill"));
    await carryOut(stepsOf(plan, "expand", "backfill", "switch"));
    const twice = "INSERT INTO public.orders (id, at) OVERRIDING SYSTEM VALUE VALUES (5, '2027-01-01')";
    await expect(db.app.query(twice)).rejects.toMatchObject({ code: "23505" });
    await carryOut(stepsOf(plan, "contract"));
    expect((await db.app.query(twice)).rowCount).toBe(1);
  });

  it("tells a delete to try again whose snapshot is older than the copy of its row", async () => {
    db = await plannedDatabase(major, TABLE);
    const plan = await db.planned(WORDS);
    await carryOut(stepsOf(plan, "expand"));
    await db.app.query("BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT FROM public.orders LIMIT 1");
    await carryOut(stepsOf(plan, "backfill"));
    await expect(db.app.query("DELETE FROM public.orders WHERE id = 9")).rejects.toMatchObject({
      code: "40001",
    });
    await db.app.query("ROLLBACK");
    await db.app.query("DELETE FROM public.orders WHERE id = 9");
    await carryOut(stepsOf(plan, "switch"));
    expect((await rows()).some(({ id }) => id === 9)).toBe(false);
    await db.owner.query("TRUNCATE public.orders");
    await carryOut(stepsOf(plan, "contract"));
    expect(await rows()).toEqual([]);
  });

  it("lets foreign keys of other tables act, and serial and view writes pass, on both sides of the switch", async () => {
    db = await plannedDatabase(
      major,
      `CREATE TABLE public.items (id serial PRIMARY KEY, what text);
       INSERT INTO public.items (what) SELECT 'w' || g FROM generate_series(1, 40) g;
       CREATE TABLE public.lines (n int PRIMARY KEY, item int REFERENCES public.items ON UPDATE CASCADE ON DELETE CASCADE);
       INSERT INTO public.lines SELECT g, g FROM generate_series(1, 40) g;
       CREATE VIEW public.seen AS SELECT id, what FROM public.items;
       GRANT SELECT, INSERT, UPDATE, DELETE ON public.items, public.lines, public.seen TO $app; GRANT USAGE ON SEQUENCE public.items_id_seq TO $app`,
    );
    const plan = await db.planned({
      sentence:
        "partition items by hash (id) into items_0 for values with (modulus 2, remainder 0), items_1 for values with (modulus 2, remainder 1)",
    });
    let from = 0;
    const writeBoth = async () => {
      from += 5;
      await db.app.query(`DELETE FROM public.items WHERE id = ${from}`);
      await db.app.query(`UPDATE public.items SET id = id + 1000 WHERE id = ${from + 1}`);
      await db.app.query(`UPDATE public.seen SET what = 'seen' WHERE id = ${from + 2}`);
      await db.app.query(
        `WITH made AS (INSERT INTO public.items (what) VALUES ('new') RETURNING id) INSERT INTO public.lines SELECT 2000 + id, id FROM made`,
      );
      const { rows: lines } = await db.owner.query(
        `SELECT n, item FROM public.lines WHERE n IN (${from}, ${from + 1}) ORDER BY n`,
      );
      expect(lines).toEqual([{ n: from + 1, item: from + 1001 }]);
      await expect(db.app.query("INSERT INTO public.lines VALUES (9999, 99999)")).rejects.toMatchObject({
        code: "23503",
      });
    };
    await carryOut(stepsOf(plan, "expand"));
    await writeBoth();
    await carryOut(stepsOf(plan, "backfill"));
    await writeBoth();
    await carryOut(stepsOf(plan, "switch"));
    await writeBoth();
    await takeBack(stepsOf(plan, "switch"));
    await writeBoth();
    await carryOut(stepsOf(plan, "switch", "contract"));
    await writeBoth();
    const { rows: names } = await db.owner.query(
      "SELECT what FROM public.items WHERE id IN (7, 12, 17, 22, 27)",
    );
    expect(names).toEqual(names.map(() => ({ what: "seen" })));
    expect(names).toHaveLength(5);
  });

  it("refuses what it cannot carry over, with the reason", async () => {
    db = await plannedDatabase(
      major,
      `${TABLE}; CREATE TABLE public.lines (o bigint CONSTRAINT lines_order REFERENCES public.orders); ALTER TABLE public.orders ADD CONSTRAINT one UNIQUE (what)`,
    );
    const refused = await db.plan(WORDS);
    const text = JSON.stringify(refused);
    expect(refused.ok).toBe(false);
    expect(text).toContain("the unique constraint one does not hold");
    expect(text).toContain("the foreign key lines_order of public.lines points at");
    const narrow = await db.plan({ sentence: "partition orders by range (at) into orders_rest default" });
    expect(JSON.stringify(narrow)).toContain("Give a primary key of (id, at)");
  });

  it("asks the server what else hangs on the table, and for rows without a partition", async () => {
    db = await plannedDatabase(
      major,
      `${TABLE}; CREATE FUNCTION public.first(public.orders) RETURNS text LANGUAGE sql AS 'SELECT $1.what'`,
    );
    const plan = await db.planned({
      sentence:
        "partition orders by range (at) into orders_early for values from ('2025-01-01') to ('2025-07-01') with primary key (id, at)",
    });
    const found = (await db.owner.query(stepsOf(plan, "expand")[0]?.sql ?? "")).rows;
    const said = found.map(({ problem }) => problem).join(" ");
    expect(said).toContain("first(public.orders)");
    expect(said).toContain("Rows that no partition takes: 120");
  });

  it("counts the rows between bounds of two columns, some without an end", async () => {
    db = await plannedDatabase(
      major,
      `CREATE TABLE public.pairs (a int, b int, PRIMARY KEY (a, b));
       INSERT INTO public.pairs SELECT a, b FROM generate_series(0, 9) a, generate_series(0, 9) b`,
    );
    const bounds = [
      "(0, 3) to (2, 5)",
      "(2, 7) to (4, minvalue)",
      "(5, minvalue) to (6, 2)",
      "(6, 4) to (7, maxvalue)",
    ];
    const plan = await db.planned({
      sentence: `partition pairs by range (a, b) into ${bounds.map((bound, at) => `pairs_${at} for values from ${bound}`).join(", ")}`,
    });
    const said = (await db.owner.query(stepsOf(plan, "expand")[0]?.sql ?? "")).rows;
    await db.owner.query(
      `CREATE TABLE public.split (a int, b int) PARTITION BY RANGE (a, b); CREATE TABLE public.rest PARTITION OF public.split DEFAULT;
       ${bounds.map((bound, at) => `CREATE TABLE public.split_${at} PARTITION OF public.split FOR VALUES FROM ${bound};`).join(" ")}
       INSERT INTO public.split SELECT a, b FROM public.pairs`,
    );
    const { rows: left } = await db.owner.query("SELECT count(*)::int AS n FROM public.rest");
    expect(left[0].n).toBeGreaterThan(0);
    expect(said.map(({ problem }) => problem)).toEqual([expect.stringContaining(`takes: ${left[0].n}.`)]);
  });
});
