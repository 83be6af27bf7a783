import { afterEach, describe, expect, it } from "vitest";
import { readCatalog } from "@/lib/catalog/read";
import type { ChangeWords } from "@/lib/change/understand";
import type { PlanDraft } from "@/lib/contracts/plan";
import type { AppQuery } from "@/lib/contracts/rehearsal";
import { connected, planned, startAnew } from "@/lib/testing/plan-journey";
import { createTestDatabase, createTestRole, type TestDatabase } from "@/lib/testing/postgres";
import { readAppQueries } from "./app-queries";
import { rehearse } from "./rehearse";

const databases: TestDatabase[] = [];
afterEach(async () => {
  for (const database of databases.splice(0)) await database.drop();
});

async function database() {
  const made = await createTestDatabase(18);
  databases.push(made);
  return made;
}

const SHOP = `CREATE TABLE people (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, full_name text NOT NULL, email text UNIQUE);
  CREATE TABLE orders (id int PRIMARY KEY, person bigint NOT NULL REFERENCES people, total int CHECK (total > 0));`;

async function rehearsal(
  words: ChangeWords,
  {
    queries = [],
    change = (plan) => plan,
    setUp = SHOP,
  }: {
    queries?: readonly string[];
    change?: (plan: PlanDraft) => PlanDraft;
    setUp?: string;
  } = {},
) {
  const source = await connected((await database()).url);
  try {
    await startAnew(source, setUp);
    const plan = change(await planned(source, words));
    const asked = queries.map((sql): AppQuery => ({ sql, role: "app", calls: 1 }));
    return await rehearse({
      plan,
      catalog: { ...(await readCatalog(source)), searchPath: ["public"] },
      queries: asked,
      querySource: "given",
      queryNote: null,
      shadowUrl: (await database()).url,
    });
  } finally {
    await source.end();
  }
}

const touching = (when: string) => `
  ALTER TABLE people ADD COLUMN updated_at timestamptz NOT NULL DEFAULT now();
  CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN NEW.updated_at := clock_timestamp(); RETURN NEW; END$$;
  CREATE TRIGGER touch BEFORE UPDATE ON people FOR EACH ROW ${when} EXECUTE FUNCTION touch();`;

const RENAME = { sentence: "rename people.full_name to name" };

describe("a rehearsed plan", () => {
  it("goes up, down and up again, with the locks it says, on tables with rows", async () => {
    const report = await rehearsal(RENAME);
    expect([report.findings, report.missing]).toEqual([[], []]);
    expect(report).toMatchObject({
      passed: true,
      missing: [],
      rows: [{ relation: "public.people", rows: 20 }],
    });
    expect(new Set(report.actions.map(({ pass }) => pass))).toEqual(new Set(["up", "down", "up-again"]));
    expect(report.actions.filter(({ outcome }) => outcome !== "done")).toEqual([]);
    const locks = report.actions.flatMap((action) => action.locks ?? []);
    expect(locks.some(({ observed }) => observed === "AccessExclusiveLock")).toBe(true);
    expect(locks.filter(({ planned, observed }) => planned !== observed)).toEqual([]);
  });

  it.each(["", "WHEN (OLD.* IS DISTINCT FROM NEW.*)"])(
    "is passed where the app's own trigger says when a row was written %s",
    async (when) => {
      const report = await rehearsal(RENAME, {
        setUp: `${SHOP}${touching(when)}`,
      });
      expect(report.findings).toMatchObject([
        {
          level: "warning",
          code: "trigger.touches",
          message: expect.stringContaining("set updated_at of public.people"),
        },
      ]);
      expect(report.passed).toBe(true);
    },
  );

  it("is told of every other column that the way back leaves changed", async () => {
    const raw = {
      operations: [
        {
          kind: "raw-sql",
          sql: "UPDATE people SET email = email",
          revert: "UPDATE people SET full_name = full_name || '!'",
        },
      ],
    } as never;
    const report = await rehearsal(raw, { setUp: `${SHOP}${touching("")}` });
    expect(report.findings.map(({ code }) => code)).toEqual(
      expect.arrayContaining(["down.differs", "trigger.touches"]),
    );
  });

  it("tells after which phase a statement of the app breaks", async () => {
    const report = await rehearsal(RENAME, {
      queries: [
        "SELECT full_name FROM people WHERE id = $1",
        "SELECT id FROM people",
        "SELECT nothing FROM nowhere",
        "VACUUM",
        "SELECT 1; SELECT 2",
        "not SQL",
      ],
    });
    expect(report.passed).toBe(true);
    expect(
      report.compatibility.queries.map(({ verdict, breaksAfter, beforeAnyDeploy }) => [
        verdict,
        breaksAfter,
        beforeAnyDeploy,
      ]),
    ).toEqual([
      ["breaks", "contract", false],
      ["works", null, false],
      ["not-checked", null, false],
      ["not-checked", null, false],
      ["not-checked", null, false],
      ["not-checked", null, false],
    ]);
  });

  it("is not passed where the app as it is breaks", async () => {
    const report = await rehearsal(
      {
        operations: [{ kind: "raw-sql", sql: "ALTER TABLE people RENAME COLUMN full_name TO name" }],
      } as never,
      { queries: ["INSERT INTO people (full_name) VALUES ($1)"] },
    );
    expect(report.passed).toBe(false);
    expect(report.findings).toContainEqual(expect.objectContaining({ level: "error", code: "query.breaks" }));
    expect(report.compatibility.queries[0]).toMatchObject({ verdict: "breaks", beforeAnyDeploy: true });
  });
});

/** A plan that promises less than it does. */
const promisingNothing = (plan: PlanDraft): PlanDraft => ({
  ...plan,
  nodes: plan.nodes.map((node) =>
    node.type === "phase"
      ? { ...node, steps: node.steps.map((step) => ({ ...step, locks: [], rewrites: false })) }
      : node,
  ),
});

describe("a plan that is wrong", () => {
  it("is told where the server takes stronger locks", async () => {
    const report = await rehearsal(RENAME, { change: promisingNothing });
    expect(report.passed).toBe(false);
    expect(report.findings).toContainEqual(
      expect.objectContaining({ code: "locks.stronger", message: expect.stringContaining("public.people") }),
    );
  });

  it("is told where a table is written anew", async () => {
    const raw = {
      operations: [{ kind: "raw-sql", sql: "ALTER TABLE public.orders ALTER COLUMN total TYPE bigint" }],
    } as never;
    const report = await rehearsal(raw, { change: promisingNothing });
    expect(report.findings).toContainEqual(
      expect.objectContaining({
        code: "rewrite.unplanned",
        message: expect.stringContaining("public.orders"),
      }),
    );
  });

  it("is told where a step fails, with what came before", async () => {
    const report = await rehearsal(RENAME, {
      change: (plan) => ({
        ...plan,
        nodes: plan.nodes.map((node) =>
          node.type === "phase" && node.id === "backfill"
            ? { ...node, steps: node.steps.map((step) => ({ ...step, backfill: null, sql: "SELECT 1 / 0" })) }
            : node,
        ),
      }),
    });
    expect(report.passed).toBe(false);
    expect(report.findings.at(-1)).toMatchObject({ code: "step.failed", phaseId: "backfill" });
    expect(report.actions.at(-1)).toMatchObject({ outcome: "failed", error: "division by zero" });
    expect(report.actions.length).toBeGreaterThan(1);
  });
});

it("the app's statements are read from pg_stat_statements, with role and calls", async () => {
  const { url } = await database();
  const client = await connected(url);
  const role = await createTestRole(18);
  try {
    expect(await readAppQueries(client)).toMatchObject({ source: "none", queries: [] });
    await client.query("CREATE EXTENSION pg_stat_statements; CREATE TABLE notes (id int, text text)");
    for (const n of [1, 2, 3]) await client.query("SELECT text FROM notes WHERE id = $1", [n]);
    const { source, queries } = await readAppQueries(client);
    expect(source).toBe("pg_stat_statements");
    expect(queries).toContainEqual({
      sql: "SELECT text FROM notes WHERE id = $1",
      role: "postgres",
      calls: 3,
    });
    await client.query(`SET ROLE ${role.name}`);
    expect(await readAppQueries(client)).toMatchObject({
      note: "Our role may not read what other roles sent: grant it pg_read_all_stats.",
    });
    await client.query("RESET ROLE");
  } finally {
    await client.end();
    await role.drop();
  }
});
