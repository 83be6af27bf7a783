import { afterEach, describe, expect, it } from "vitest";
import { runAction, SCANS, stepsOf } from "@/lib/testing/plan-runner";
import { type PlannedDatabase, plannedDatabase } from "@/lib/testing/planned-database";
import { TARGET_MAJORS } from "@/lib/testing/server-addresses";
import { COMMON, IN_PARTS, KEYED_PARTS } from "./cases/common-tables";

let db: PlannedDatabase;

afterEach(() => db?.close());

const SET_UP = `${COMMON}; ${IN_PARTS}; GRANT ALL ON public.parts, public.parts_1, public.parts_2 TO $app`;

async function through(sentence: string, phase: string): Promise<void> {
  for (const step of stepsOf(await db.planned({ sentence }), phase)) await runAction(db.owner, step);
}

describe.each(TARGET_MAJORS)("columns of partitioned tables on Postgres %i", (major) => {
  it("keeps both names equal through the whole, through a partition, in moved rows and in new partitions", async () => {
    db = await plannedDatabase(major, SET_UP);
    await through("rename parts.label to title", "expand");
    await db.owner.query(
      "CREATE TABLE public.parts_3 PARTITION OF public.parts FOR VALUES FROM ('2028-01-01') TO ('2029-01-01'); SET session_replication_role = replica",
    );
    await db.owner.query(
      "INSERT INTO public.parts_3 (id, at, label) VALUES (501, '2028-02-02', 'replicated')",
    );
    await db.owner.query("RESET session_replication_role");
    await db.app.query(`
      INSERT INTO public.parts (id, at, title) VALUES (502, '2026-02-02', 'whole');
      INSERT INTO public.parts_1 (id, at, label) VALUES (503, '2026-02-02', 'part');
      UPDATE public.parts SET title = 'moved', at = '2027-03-03' WHERE id = 502;
      UPDATE public.parts SET at = '2028-03-03' WHERE id = 503`);
    const { rows } = await db.owner.query(
      "SELECT tableoid::regclass::text AS part, label, title FROM public.parts WHERE id > 500 ORDER BY id",
    );
    expect(rows).toEqual([
      { part: "public.parts_3", label: "replicated", title: "replicated" },
      { part: "public.parts_2_a", label: "moved", title: "moved" },
      { part: "public.parts_3", label: "part", title: "part" },
    ]);
  });

  it("keeps what the old type held in rows that move to another partition after the switch", async () => {
    db = await plannedDatabase(major, SET_UP);
    const plan = await db.planned({
      operations: [
        {
          kind: "change-column-type",
          table: "public.parts",
          column: "label",
          type: "varchar(40)",
          up: "lower(label)",
          down: "upper(label)",
          onDownFailure: "block",
        },
      ],
    });
    await db.app.query("UPDATE public.parts SET label = 'As Said' WHERE id < 4");
    for (const phase of ["expand", "backfill", "switch"]) {
      for (const step of stepsOf(plan, phase)) await runAction(db.owner, step);
    }
    await db.app.query(`
      UPDATE public.parts SET at = '2027-03-03' WHERE id = 1;
      UPDATE public.parts SET at = '2027-03-03', label = 'anew' WHERE id = 2;
      UPDATE public.parts_1 SET label = 'there' WHERE id = 3;
      INSERT INTO public.parts (id, at, label) VALUES (4, '2027-03-03', 'fresh')`);
    const { rows } = await db.owner.query(
      "SELECT tableoid::regclass::text AS part, label, label_former FROM public.parts WHERE id < 5 AND label <> 'n4' ORDER BY id",
    );
    expect(rows).toEqual([
      { part: "public.parts_2_a", label: "as said", label_former: "As Said" },
      { part: "public.parts_2_a", label: "anew", label_former: "ANEW" },
      { part: "public.parts_1", label: "there", label_former: "THERE" },
      { part: "public.parts_2_a", label: "fresh", label_former: "FRESH" },
    ]);
  });

  it("counts a write to a partition as one of old code", async () => {
    db = await plannedDatabase(major, SET_UP);
    const plan = await db.planned({ sentence: "drop column parts.size" });
    for (const step of stepsOf(plan, "expand")) await runAction(db.owner, step);
    const steps = stepsOf(plan, "contract");
    for (const step of steps.slice(0, -1)) await runAction(db.owner, step);
    await db.app.query("UPDATE public.parts_1 SET size = 7 WHERE id = 3");
    const last = steps.at(-1);
    if (!last) throw new Error("the last step drops the column");
    await expect(runAction(db.owner, last)).rejects.toThrow(/was written after its values were copied/);
  });

  it.each([
    ["rename parts.at to day", "", /partitioned by at/],
    ["rename parts.id to number", "", /parts_2 is partitioned by id/],
    ["rename parts_1.label to title", "", /is a partition/],
    ["rename parts_2.label to title", "", /is a partition/],
    ["change parts_2.label to varchar(40)", "", /is a partition/],
    ["change parts.at to timestamp", "", /parts is partitioned by at/],
    [
      "change pointed.id to bigint",
      `CREATE TABLE public.pointed (id int, at date, PRIMARY KEY (id, at)) PARTITION BY RANGE (at);
       CREATE TABLE public.pointing (id int, at date, CONSTRAINT there FOREIGN KEY (id, at) REFERENCES public.pointed)`,
      /foreign key there of public.pointing points at id/,
    ],
    [
      "change wide.id to bigint",
      "CREATE TABLE public.wide (id int, at date, n int, PRIMARY KEY (id, at) INCLUDE (n)) PARTITION BY RANGE (at)",
      /wide_pkey of public.wide says DEFERRABLE or INCLUDE/,
    ],
    ["change parts.id to bigint", "", /parts_2 is partitioned by id/],
    [
      "change keyed.code to varchar(40)",
      "CREATE TABLE public.keyed (code varchar(20)) PARTITION BY LIST (lower(code))",
      /keyed is partitioned by code/,
    ],
    [
      "change parts.size to bigint",
      "ALTER TABLE public.parts_1 ALTER size SET DEFAULT 3",
      /parts_1 has .* another default/,
    ],
    [
      "rename parts.size to weight",
      "CREATE INDEX mine ON public.parts_1 (size)",
      /parts_1 has .* the index mine/,
    ],
    [
      "drop column parts.size",
      "ALTER TABLE public.parts_2_a ALTER size SET DEFAULT 3",
      /parts_2_a has .* another default/,
    ],
    [
      "rename parts.size to weight",
      "CREATE VIEW public.reader AS SELECT size FROM public.parts_2_a",
      /view public.reader reads size/,
    ],
  ])("refuses to %s where %s", async (sentence, setUp, why) => {
    db = await plannedDatabase(major, `${SET_UP}; ${setUp}`);
    const plan = await db.plan({ sentence });
    expect(plan.ok).toBe(false);
    expect(JSON.stringify(plan)).toMatch(why);
  });

  it("refuses another type where a partition has a name of its own for NOT NULL, until that is set anew", async () => {
    db = await plannedDatabase(
      major,
      `CREATE TABLE public.whole (id int NOT NULL, n int NOT NULL) PARTITION BY RANGE (id);
       CREATE TABLE public.part (id int NOT NULL PRIMARY KEY, n int CONSTRAINT own NOT NULL);
       ALTER TABLE public.whole ATTACH PARTITION public.part FOR VALUES FROM (0) TO (100);
       ALTER TABLE public.whole ADD PRIMARY KEY (id)`,
    );
    const change = { sentence: "change whole.n to bigint" };
    const refused = await db.plan(change);
    expect(refused.ok).toBe(major < 18);
    if (refused.ok) return;
    expect(JSON.stringify(refused)).toMatch(/part calls NOT NULL of n own, not whole_n_not_null/);
    for (const sentence of ["allow null in whole.n", "make whole.n not null"]) {
      for (const node of (await db.planned({ sentence })).nodes) {
        for (const step of node.type === "phase" ? node.steps : []) await runAction(db.owner, step);
      }
    }
    const plan = await db.planned(change);
    for (const node of plan.nodes) {
      for (const step of node.type === "phase" ? node.steps : []) await runAction(db.owner, step);
    }
    const { rows } = await db.owner.query(
      "SELECT conrelid::regclass::text AS of, conname AS name FROM pg_constraint WHERE contype = 'n' AND conname ~ '_n_' ORDER BY 1",
    );
    expect(rows).toEqual([
      { of: "public.part", name: "whole_n_not_null" },
      { of: "public.whole", name: "whole_n_not_null" },
    ]);
  });

  it("gives the primary key to the new type without reading a row, over the partitions it was planned for", async () => {
    db = await plannedDatabase(major, `${COMMON}; ${KEYED_PARTS}`);
    const plan = await db.planned({ sentence: "change events.id to bigint" });
    expect(plan.findings.map(({ code }) => code)).toContain("partitions.key");
    for (const phase of ["expand", "backfill"]) {
      for (const step of stepsOf(plan, phase)) await runAction(db.owner, step);
    }
    const [check, exchange] = stepsOf(plan, "switch");
    if (!check || !exchange) throw new Error("it is looked at, then exchanged");
    await db.owner.query(
      `CREATE TABLE public.events_30 PARTITION OF public.events FOR VALUES FROM ('2030-01-01') TO ('2031-01-01');
       ALTER TABLE public.events DETACH PARTITION public.events_1`,
    );
    expect((await db.owner.query(check.sql)).rows).toEqual([
      {
        problem: expect.stringMatching(
          /other partitions than when the change was planned: public.events_1, public.events_30\./,
        ),
      },
    ]);
    await db.owner.query(
      `DROP TABLE public.events_30;
       ALTER TABLE public.events ATTACH PARTITION public.events_1 FOR VALUES FROM ('2026-01-01') TO ('2027-01-01')`,
    );
    expect((await db.owner.query(check.sql)).rows).toEqual([]);
    expect(exchange).toMatchObject({ scans: false, rewrites: false, unknown: false });
    await db.owner.query("BEGIN");
    const before = await db.owner.query(SCANS);
    await db.owner.query(exchange.sql);
    expect((await db.owner.query(SCANS)).rows).toEqual(before.rows);
    await db.owner.query("COMMIT");
    const { rows } = await db.owner.query(
      "SELECT count(*)::int AS n, bool_and(indisvalid AND indisprimary) AS good FROM pg_index WHERE indrelid IN (SELECT relid FROM pg_partition_tree('public.events')) AND indisunique",
    );
    expect(rows).toEqual([{ n: 6, good: true }]);
  });

  it("makes an identity of the whole where the server can, whose numbers its partitions take too", async () => {
    db = await plannedDatabase(major, SET_UP);
    const plan = await db.plan({ sentence: "make parts.id an identity column" });
    expect(plan.ok).toBe(major >= 17);
    if (!plan.ok) {
      expect(JSON.stringify(plan)).toMatch(/from 17 on, and this server is/);
      return;
    }
    for (const step of stepsOf(plan.value, "expand")) await runAction(db.owner, step);
    const { rows } = await db.owner.query(
      "INSERT INTO public.parts_1 (at) VALUES ('2026-02-02') RETURNING id; ",
    );
    const whole = await db.owner.query("INSERT INTO public.parts (at) VALUES ('2027-02-02') RETURNING id");
    expect([...rows, ...whole.rows]).toEqual([{ id: 91 }, { id: 92 }]);
  });

  it("builds the index of the whole again without the partitions, for each of them beside writes", async () => {
    db = await plannedDatabase(major, SET_UP);
    const plan = await db.planned({ sentence: "drop index parts_label" });
    const [drop] = stepsOf(plan, "contract");
    const sql = drop?.revert.actions.map((action) => action.sql) ?? [];
    expect(sql.filter((text) => text.includes("CREATE INDEX"))).toEqual([
      expect.stringContaining("ON ONLY public.parts "),
      expect.stringContaining("CONCURRENTLY"),
      expect.stringContaining("ON ONLY public.parts_2 "),
      expect.stringContaining("CONCURRENTLY"),
    ]);
  });
});
