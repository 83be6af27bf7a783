import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import type { Catalog, Column, Table } from "@/lib/catalog/model";
import { SNIPPET_TARGETS } from "@/lib/contracts/constants";
import { DEFAULT_POLICY } from "@/lib/contracts/environment";
import type { Operation } from "@/lib/contracts/operation";
import { type DeployNode, PlanDraft } from "@/lib/contracts/plan";
import { cutToBytes, nameBytes } from "@/lib/sql/identifiers";
import { loadParser, parseSql } from "@/lib/sql/parse";
import { column, constraint, index, shop, table } from "@/lib/testing/catalog-fixture";
import { stepsOf } from "@/lib/testing/plan-runner";
import { dualWriteNames, fitName, freeName, lastTriggerName } from "./names";
import { planChange } from "./plan";

beforeAll(() => loadParser());

const rename: Operation = {
  kind: "rename-column",
  table: "public.customers",
  column: "full_name",
  to: "name",
};
const nickname: Operation = {
  kind: "add-column",
  table: "public.customers",
  column: "nickname",
  type: "text",
  nullable: true,
  default: null,
  backfill: null,
};

const retype: Operation = {
  kind: "change-column-type",
  table: "public.customers",
  column: "email",
  type: "integer",
  up: null,
  down: null,
  onDownFailure: "block",
};

async function plan(operations: readonly Operation[], catalog: Catalog = shop()) {
  return planChange({ title: "T", operations, catalog, policy: DEFAULT_POLICY, measured: [] });
}
async function planned(operations: readonly Operation[], catalog?: Catalog) {
  const result = await plan(operations, catalog);
  if (!result.ok) throw new Error(JSON.stringify(result.failure));
  return result.value;
}
async function refusal(operations: readonly Operation[], catalog: Catalog) {
  const result = await plan(operations, catalog);
  if (result.ok) throw new Error("planned");
  return result.failure.code === "input.invalid" ? result.failure.errors : [];
}

describe("a rename", () => {
  it("is expand, backfill, two deploys and contract", async () => {
    const draft = await planned([rename]);
    expect(draft.nodes.map((node) => node.id)).toEqual([
      "expand",
      "backfill",
      "deploy-new-name",
      "deploy-forget-old",
      "contract",
    ]);
    expect(draft.kind).toBe("breaking");
    expect(PlanDraft.parse(draft)).toEqual(draft);
    const deploys = draft.nodes.filter((node): node is DeployNode => node.type === "deploy");
    expect(deploys.map((node) => node.requires)).toEqual([
      ["expand", "backfill"],
      ["expand", "backfill", "deploy-new-name"],
    ]);
    for (const deploy of deploys) {
      expect(Object.keys(deploy.snippets).sort()).toEqual([...SNIPPET_TARGETS].sort());
      for (const snippet of Object.values(deploy.snippets)) expect(snippet).toMatch(/name|Name/);
    }
  });

  it("destroys only in contract, and each step can be taken back without loss", async () => {
    const draft = await planned([rename]);
    for (const node of draft.nodes) {
      if (node.type !== "phase") continue;
      expect(node.destructive).toBe(node.id === "contract");
      for (const step of node.steps) expect(step.revert.lossless).toBe(true);
    }
  });

  it("scans and builds only beside reads and writes, and rewrites nothing", async () => {
    for (const major of [15, 18]) {
      for (const step of stepsOf(await planned([rename], shop(major)), "expand", "backfill", "contract")) {
        expect(step.unknown, step.id).toBe(false);
        expect(step.rewrites, step.id).toBe(false);
        if (step.scans) expect([step.blocksReads, step.blocksWrites], step.id).toEqual([false, false]);
      }
    }
  });

  it("has ids that are its own, and SQL that parses", async () => {
    const draft = await planned([
      rename,
      { ...nickname, default: "gen_random_uuid()::text", nullable: false },
    ]);
    const actions = stepsOf(draft, "expand", "backfill", "contract").flatMap((step) => [
      step,
      ...step.revert.actions,
    ]);
    const ids = actions.map((action) => action.id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const { sql, probe } of actions) {
      expect(parseSql(sql).ok, sql).toBe(true);
      expect(parseSql(probe.sql).ok, probe.sql).toBe(true);
    }
  });

  it("is planned by version: not-null constraints have names from 18 on only", async () => {
    expect((await planned([rename], shop(15))).serverMajors).toEqual({ min: 13, max: 17 });
    expect((await planned([rename], shop(18))).serverMajors).toEqual({ min: 18, max: 18 });
  });

  it("puts no OID, role, size or time into its SQL", async () => {
    const grown = shop();
    const changed = {
      ...grown,
      readAt: "2027-01-01T00:00:00.000Z",
      database: "other",
      tables: grown.tables.map((one) => ({ ...one, rowEstimate: 7, totalBytes: 1, owner: "somebody" })),
    };
    expect((await planned([rename], changed)).hash).toBe((await planned([rename])).hash);
  });
});

describe("the hash", () => {
  it("is the same for the same input, and another for another operation or catalog detail that matters", async () => {
    const base = (await planned([rename])).hash;
    expect((await planned([rename])).hash).toBe(base);
    expect((await planned([{ ...rename, to: "label" }])).hash).not.toBe(base);
    const catalog = shop();
    const other = {
      ...catalog,
      tables: catalog.tables.map((one) => ({
        ...one,
        columns: one.columns.map((each) =>
          each.name === "full_name" ? { ...each, default: "'x'::text" } : each,
        ),
      })),
    };
    expect((await planned([rename], other)).hash).not.toBe(base);
  });

  it("does not depend on the title, nor on what was measured", async () => {
    const other = await planChange({
      title: "Another",
      operations: [rename],
      catalog: shop(),
      policy: DEFAULT_POLICY,
      measured: [{ kind: "backfill", rows: 1000, bytes: 8192, ms: 1, measuredAt: new Date(0) }],
    });
    const bases = other.ok ? stepsOf(other.value, "backfill").map((step) => step.estimate.basis) : [];
    expect(bases).toContainEqual(expect.stringMatching(/1 backfill measured here/));
    expect(other.ok && other.value.hash).toBe((await planned([rename])).hash);
  });
});

describe("several operations", () => {
  it("share one pass over a table and one contract", async () => {
    const draft = await planned([rename, { ...rename, column: "email", to: "mail" }, nickname]);
    const fills = stepsOf(draft, "backfill").filter((step) => step.backfill);
    const writes = fills.flatMap((step) => step.backfill?.writes ?? []);
    expect(writes).toMatchObject([{ kind: "update", assignments: [{ column: "name" }, { column: "mail" }] }]);
    expect(draft.nodes.filter((node) => node.id === "contract")).toHaveLength(1);
    expect(draft.nodes.filter((node) => node.type === "deploy")).toHaveLength(2);
  });

  it("keep nothing of a column that the change itself makes", async () => {
    const fill = {
      kind: "update-rows" as const,
      table: "public.customers",
      set: "nickname = full_name",
      where: null,
    };
    const draft = await planned([{ ...nickname, default: null, nullable: true }, fill]);
    const [step, ...others] = stepsOf(draft, "backfill");
    expect(others).toEqual([]);
    expect(step?.backfill?.writes).toMatchObject([{ kind: "update", archive: null }]);
    expect(step?.destructive).toBe(false);
    const kept = await planned([{ ...fill, set: "email = full_name" }]);
    expect(stepsOf(kept, "backfill")[0]?.destructive).toBe(true);
  });

  it.each([
    [[rename, { ...rename, column: "email" }], "operations.1.to"],
    [[rename, { ...rename, to: "other" }], "operations.1.column"],
    [[rename, { ...nickname, column: "name" }], "operations.1.column"],
    [
      [
        { ...rename, to: "x" },
        { ...retype, column: "full_name" },
      ],
      "operations.1.column",
    ],
  ])("are refused where they clash", async (operations, path) => {
    expect((await refusal(operations as Operation[], shop())).map((error) => error.path)).toEqual([path]);
  });
});

describe("refuses to rename", () => {
  const withTable = (change: (table: Table) => Partial<Table>, more: Partial<Catalog> = {}) => {
    const catalog = shop();
    const tables = catalog.tables.map((one) => (one.name === "customers" ? { ...one, ...change(one) } : one));
    return { ...catalog, ...more, tables };
  };
  const withColumn = (more: Partial<Column>) =>
    withTable((one) => ({
      columns: one.columns.map((each) => (each.name === "full_name" ? { ...each, ...more } : each)),
    }));
  const withConstraint = (more: Parameters<typeof constraint>[1]) =>
    withTable((one) => ({
      constraints: [...one.constraints, constraint("c", { columns: ["full_name"], ...more })],
    }));
  const trigger = (definition: string, updateOf: readonly string[] = []) =>
    withTable(() => ({
      triggers: [
        {
          name: "tr",
          timing: "before",
          events: ["update"],
          forEachRow: true,
          function: "public.f",
          enabled: "origin",
          definition,
          updateOf,
        },
      ],
    }));

  it.each([
    ["a foreign table", withTable(() => ({ kind: "foreign" })), /foreign table/],
    ["an inheriting table", withTable(() => ({ inheritsFrom: ["public.base"] })), /inheritance/],
    [
      "a generated column",
      withColumn({ generated: { kind: "stored", expression: "1" } }),
      /generated column/,
    ],
    ["an exclusion constraint's column", withConstraint({ type: "exclusion" }), /exclusion/],
    [
      "what a view reads",
      {
        ...shop(),
        views: [
          {
            schema: "public",
            name: "v",
            materialized: false,
            definition: "",
            reads: [{ relation: "public.customers", column: "full_name" }],
          },
        ],
      },
      /view public\.v reads/,
    ],
    [
      "what a policy reads",
      withTable(() => ({
        policies: [{ name: "p", command: "all", using: "x", check: null, mentions: ["full_name"] }],
      })),
      /policy p/,
    ],
    [
      "what a generated column is computed from",
      withTable((one) => ({
        columns: [
          ...one.columns,
          column("g", { generated: { kind: "stored", expression: "lower(full_name)" } }),
        ],
      })),
      /generated column g/,
    ],
    [
      "a trigger's UPDATE OF",
      trigger(
        "CREATE TRIGGER tr BEFORE UPDATE OF full_name ON public.customers FOR EACH ROW EXECUTE FUNCTION public.f()",
        ["full_name"],
      ),
      /trigger tr/,
    ],
    [
      "a trigger's WHEN",
      trigger(
        "CREATE TRIGGER tr BEFORE UPDATE ON public.customers FOR EACH ROW WHEN ((old.full_name IS DISTINCT FROM new.full_name)) EXECUTE FUNCTION public.f()",
      ),
      /trigger tr/,
    ],
    ["a table without a key", withTable(() => ({ indexes: [] })), /CREATE UNIQUE INDEX CONCURRENTLY/],
    [
      "an index over the whole row",
      withTable((one) => ({
        indexes: [
          ...one.indexes,
          index("whole", [], {
            mentions: ["full_name"],
            definition: "CREATE INDEX whole ON public.customers USING btree ((customers.*))",
          }),
        ],
      })),
      /index whole cannot be copied/,
    ],
  ] as const)("%s, saying what to do", async (_title, catalog, message) => {
    const errors = await refusal([rename], catalog as Catalog);
    expect(errors[0]?.path).toBe("operations.0.column");
    expect(errors.map((error) => error.message).join("\n")).toMatch(message);
  });
});

describe("names", () => {
  const text = fc
    .string({ unit: "grapheme", minLength: 1, maxLength: 40 })
    .filter((one) => one.isWellFormed() && !one.includes("\0"))
    .map((one) => cutToBytes(one, 63))
    .filter((one) => one !== "");

  it("have at most 63 bytes, and are free", () => {
    fc.assert(
      fc.property(text, fc.string({ maxLength: 10 }), fc.array(text), (base, suffix, more) => {
        const taken = new Set([...more, fitName(base, suffix), base]);
        const name = freeName(base, suffix, taken);
        expect(nameBytes(name)).toBeLessThanOrEqual(63);
        expect(taken.has(name)).toBe(false);
      }),
    );
  });

  it("of two renamed columns differ, whatever the columns are called", () => {
    fc.assert(
      fc.property(text, text, text, text, (schema, name, a, b) => {
        fc.pre(a !== b);
        const one = dualWriteNames({ schema, table: name, column: a, to: "x" });
        const two = dualWriteNames({ schema, table: name, column: b, to: "x" });
        const all = [one.function, one.sequence, two.function, two.sequence];
        expect(new Set(all).size).toBe(4);
        for (const each of all) expect(nameBytes(each)).toBeLessThanOrEqual(63);
      }),
    );
  });

  it("of the trigger sort behind every other trigger of the table, byte by byte", () => {
    fc.assert(
      fc.property(fc.array(text), text, (others, name) => {
        const triggers = others.map((other) => ({
          name: other,
          timing: "before" as const,
          events: ["insert" as const],
          forEachRow: true,
          function: "public.f",
          enabled: "origin" as const,
          definition: "",
          updateOf: [],
        }));
        const own = lastTriggerName(
          { schema: "s", table: "t", column: name, to: "x" },
          table({ name: "t", triggers }),
        );
        for (const other of others) {
          expect(own && Buffer.compare(Buffer.from(own), Buffer.from(other))).toBeGreaterThan(0);
        }
        expect(nameBytes(own ?? "")).toBeLessThanOrEqual(63);
      }),
    );
  });
});

it("refuses a server older than it knows", async () => {
  expect((await refusal([rename], { ...shop(12) }))[0]?.path).toBe("environmentId");
});

describe("an index that is dropped only if it is there", () => {
  const gone: Operation = { kind: "drop-index", index: "gone_idx", ifExists: true };

  it("is passed over, and the plan says so", async () => {
    const [alone, draft] = [await planned([rename]), await planned([gone, rename])];
    const steps = (plan: typeof draft) =>
      plan.nodes.flatMap((node) => (node.type === "phase" ? node.steps.length : []));
    expect(steps(draft)).toEqual(steps(alone));
    expect(draft.findings.map(({ message }) => message)).toContain(
      "There is no index gone_idx: nothing is done about it.",
    );
  });

  it("makes no plan alone", async () => {
    const [refused] = await refusal([gone], shop());
    expect(refused?.message).toBe("there is nothing to do: No index gone_idx to drop");
  });
});

it.each([
  [
    "ALTER TABLE public.customers ALTER email SET COMPRESSION lz4",
    13,
    "SET COMPRESSION came with version 14",
  ],
  [
    "SELECT pg_catalog.setval('s', x) FROM JSON_TABLE('[1]', '$[*]' COLUMNS (x int PATH '$')) AS t",
    16,
    "JSON_TABLE came",
  ],
] as const)("plans nothing that the server does not understand: %s on %i", async (sql, serverMajor, said) => {
  const old = { ...shop(), serverMajor, serverVersion: `${serverMajor}.3` };
  const asIs: Operation = { kind: "raw-sql", sql, revert: null };
  expect(await refusal([nickname, asIs], old)).toEqual([
    { path: "operations.1.sql", message: expect.stringContaining(said) },
  ]);
  expect((await plan([nickname, asIs], { ...old, serverMajor: 18 })).ok).toBe(true);
});
