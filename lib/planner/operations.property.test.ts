import fc from "fast-check";
import { beforeAll, expect, it } from "vitest";
import { understandChange } from "@/lib/change/understand";
import { DEFAULT_POLICY } from "@/lib/contracts/environment";
import type { Operation } from "@/lib/contracts/operation";
import { relationName } from "@/lib/sql/identifiers";
import { blocksWrites } from "@/lib/sql/lock-modes";
import { loadParser, parseSql } from "@/lib/sql/parse";
import { catalogOf, column, constraint, index, table } from "@/lib/testing/catalog-fixture";
import { planChange } from "./plan";

beforeAll(loadParser);

/** Names as people and tools make them: plain, quoted, keywords, other scripts, up to 63 bytes. */
const name = fc
  .oneof(
    fc.stringMatching(/^[a-z_][a-z0-9_]{0,40}$/),
    fc.constantFrom("select", "User Name", 'a"b', "größe", "x".repeat(63), "é".repeat(31), "Id", "it's"),
  )
  .filter((text) => !["id", "ctid", "xmin", "xmax", "cmin", "cmax", "tableoid"].includes(text));

const world = fc
  .record({
    schema: name,
    table: name,
    columns: fc.uniqueArray(name, { minLength: 2, maxLength: 6 }),
    major: fc.constantFrom(13, 15, 17, 18),
    notNull: fc.boolean(),
  })
  .map(({ schema, table: tableName, columns, major, notNull }) => {
    const id = column("id", { type: "bigint", notNull: true });
    const made = columns.map((one, at) => column(one, { position: at + 2, notNull: at === 0 && notNull }));
    const t = table({
      schema,
      name: tableName,
      columns: [id, ...made],
      constraints: [constraint("the_key", { type: "primary key", columns: ["id"], indexName: "the_key" })],
      indexes: [index("the_key", ["id"], { unique: true, primary: true, constraintName: "the_key" })],
    });
    const catalog = catalogOf([t], { serverMajor: major, serverVersion: `${major}.1`, searchPath: [schema] });
    return { catalog, relation: relationName(t), columns };
  });

const make: readonly ((relation: string, column: string, other: string) => Operation)[] = [
  (relation, one) => ({ kind: "set-not-null", table: relation, column: one, backfill: "'x'" }),
  (relation, one) => ({ kind: "drop-not-null", table: relation, column: one }),
  (relation, one) => ({ kind: "set-default", table: relation, column: one, default: "'x'" }),
  (relation, one, other) => ({ kind: "add-unique", table: relation, columns: [one, other], name: null }),
  (relation, one) => ({ kind: "drop-column", table: relation, column: one }),
  (relation, one) => ({ kind: "comment", table: relation, column: one, text: "it's" }),
  (relation, one) => ({
    kind: "create-index",
    table: relation,
    keys: `"${one.replaceAll('"', '""')}" DESC`,
    unique: false,
    method: "btree",
    include: [],
    where: null,
    name: null,
  }),
];

it("plans operations on any names: parsable, known to the fact engine, the same every time", async () => {
  await fc.assert(
    fc.asyncProperty(world, fc.nat(), async ({ catalog, relation, columns }, pick) => {
      const operation = make[pick % make.length]?.(relation, columns[0] ?? "", columns[1] ?? "");
      const understood = await understandChange({ operations: operation ? [operation] : [] }, catalog);
      // Saying what holds already is refused, never planned.
      if (!understood.ok) {
        expect(JSON.stringify(understood.failure)).toMatch(/already/);
        return;
      }
      const input = {
        title: "A change",
        operations: understood.value,
        catalog,
        policy: DEFAULT_POLICY,
        measured: [],
      };
      const [first, second] = [await planChange(input), await planChange(input)];
      if (!first.ok || !second.ok) throw new Error(JSON.stringify(first));
      expect(first.value.hash).toBe(second.value.hash);
      const steps = first.value.nodes.flatMap((node) => (node.type === "phase" ? node.steps : []));
      expect(steps.length).toBeGreaterThan(0);
      expect(new Set(steps.map((step) => step.id)).size).toBe(steps.length);
      for (const action of steps.flatMap((step) => [step, ...step.revert.actions])) {
        expect(parseSql(action.sql).ok, action.sql).toBe(true);
        expect(parseSql(action.probe.sql).ok, action.probe.sql).toBe(true);
        expect([action.unknown, action.rewrites], action.sql).toEqual([false, false]);
        // Whatever reads a whole table lets everybody write.
        const stops = action.locks.some((lock) => lock.relation === relation && blocksWrites(lock.mode));
        expect(action.scans && stops, action.sql).toBe(false);
      }
    }),
    { numRuns: 150 },
  );
}, 60_000);
