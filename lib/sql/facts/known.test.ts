import fc from "fast-check";
import { expect, it } from "vitest";
import { blankColumn, blankConstraint, blankIndex, blankTable } from "@/lib/catalog/blank";
import { catalogOf, column, table } from "@/lib/testing/catalog-fixture";
import { Known } from "./known";

const name = fc.constantFrom("a", "b", "c");
const relation = name.map((one) => `public.${one}`);
type Change = (known: Known) => void;

const change: fc.Arbitrary<Change> = fc.oneof(
  fc.tuple(name, name).map(
    ([own, parent]): Change =>
      (known) =>
        known.addTable(blankTable({ schema: "public", name: own }, { inheritsFrom: [`public.${parent}`] })),
  ),
  relation.map(
    (one): Change =>
      (known) =>
        known.removeTable(one),
  ),
  fc.tuple(relation, name).map(
    ([one, next]): Change =>
      (known) => {
        const own = known.table(one);
        if (own) known.replaceTable(one, { ...own, name: next });
      },
  ),
  fc.tuple(relation, name).map(
    ([one, own]): Change =>
      (known) =>
        known.addColumn(one, blankColumn(own, "public.mood")),
  ),
  fc.tuple(relation, name).map(
    ([one, own]): Change =>
      (known) =>
        known.changeColumn(one, own, { type: "text" }),
  ),
  fc.tuple(relation, name, name).map(
    ([one, own, target]): Change =>
      (known) =>
        known.addConstraint(
          one,
          blankConstraint(own, "foreign key", ["x"], {
            references: { schema: "public", table: target, columns: [] },
          }),
        ),
  ),
  fc.tuple(relation, name).map(
    ([one, own]): Change =>
      (known) =>
        known.removeConstraint(one, own),
  ),
  fc.tuple(relation, name).map(
    ([one, own]): Change =>
      (known) =>
        known.addIndex(one, blankIndex(`i_${own}`, ["x"])),
  ),
  name.map(
    (own): Change =>
      (known) =>
        known.removeIndex(`public.i_${own}`),
  ),
  name.map(
    (own): Change =>
      (known) =>
        known.addEnum({ schema: "public", name: own, values: [] }),
  ),
);

/** Everything that can be asked, in an order that does not depend on how it came to be. */
function answers(known: Known): unknown {
  const names = ["a", "b", "c", "i_a", "i_b", "i_c"].map((one) => `public.${one}`);
  return names.map((one) => ({
    has: known.has(one),
    table: known.table(one),
    children: [...known.children(one)].sort(),
    referencing: known
      .referencing(one)
      .map(({ relation: from, constraint }) => `${from} ${constraint.name}`)
      .sort(),
    tableOfIndex: known.tableOfIndex(one)?.name,
    enums: known.enumsNamed(one.slice("public.".length)).length,
  }));
}

const users = (known: Known) => [...known.tablesUsing("public.mood")].sort();

it("goes back to what it was, whatever was changed", () => {
  fc.assert(
    fc.property(fc.array(change, { maxLength: 12 }), fc.array(change, { maxLength: 20 }), (first, then) => {
      const known = Known.nothing();
      for (const one of first) one(known);
      const [before, using] = [structuredClone(answers(known)), users(known)];
      known.forNow(() => {
        for (const one of then) one(known);
      });
      expect(answers(known)).toEqual(before);
      expect(users(known)).toEqual(using);
    }),
    { seed: 20261127, numRuns: 500 },
  );
});

it("answers the same as when it is made anew from its tables", () => {
  fc.assert(
    fc.property(fc.array(change, { maxLength: 25 }), (changes) => {
      const known = Known.nothing();
      users(known);
      for (const one of changes) one(known);
      const anew = new Known(catalogOf([...known.tables()]));
      expect(users(known)).toEqual(users(anew));
      for (const one of known.tables()) {
        const at = `public.${one.name}`;
        expect([...known.children(at)].sort()).toEqual([...anew.children(at)].sort());
        expect(known.referencing(at).length).toBe(anew.referencing(at).length);
        for (const { name: index } of one.indexes)
          expect(known.tableOfIndex(`public.${index}`)?.name).toBe(
            anew.tableOfIndex(`public.${index}`)?.name,
          );
      }
    }),
    { seed: 20261127, numRuns: 500 },
  );
});

it("follows from one list of tables to another as if it were made from that", () => {
  const pool = ["a", "b", "c"].flatMap((own) =>
    ["a", "b", "c"].map((other) =>
      blankTable(
        { schema: "public", name: own },
        {
          inheritsFrom: [`public.${other}`],
          columns: [blankColumn(other, "public.mood")],
          indexes: [blankIndex(`i_${own}`, [other])],
          constraints: [
            blankConstraint("points", "foreign key", [other], {
              references: { schema: "public", table: other, columns: [] },
            }),
          ],
        },
      ),
    ),
  );
  const list = fc
    .shuffledSubarray(pool)
    .map((all) => all.filter((one, at) => all.findIndex(({ name: own }) => own === one.name) === at));
  fc.assert(
    fc.property(list, list, list, (...lists) => {
      const known = new Known(catalogOf([...lists[0]]));
      users(known);
      lists.reduce((from, to) => {
        known.follow(from, to);
        const anew = new Known(catalogOf([...to]));
        expect(answers(known)).toEqual(answers(anew));
        expect(users(known)).toEqual(users(anew));
        return to;
      });
    }),
    { seed: 20261127, numRuns: 500 },
  );
});

it("follows a table to other columns and back, as if it were made from each", () => {
  const at = fc.constantFrom(0, 1, 2);
  const types = fc.uniqueArray(fc.constantFrom("public.mood", "text", "integer", "public.mood[]"));
  const tables = ["a", "b", "c"].map((own) =>
    blankTable(
      { schema: "public", name: own },
      { columns: [blankColumn("x", "public.mood")], indexes: [blankIndex(`i_${own}`, ["x"])] },
    ),
  );
  fc.assert(
    fc.property(at, types, (place, chosen) => {
      const columns = chosen.map((type) => blankColumn(type, type));
      const changed = tables.with(place, { ...tables[place]!, columns });
      const known = new Known(catalogOf(tables));
      users(known);
      for (const [from, to] of [
        [tables, changed],
        [changed, tables],
      ] as const) {
        known.follow(from, to);
        const anew = new Known(catalogOf(to));
        expect(answers(known)).toEqual(answers(anew));
        expect(users(known)).toEqual(users(anew));
        for (const one of to) expect(known.table(`public.${one.name}`)).toEqual(one);
      }
    }),
    { seed: 20261128, numRuns: 100 },
  );
});

it("leaves the catalog it was made from alone", () => {
  const catalog = catalogOf([table({ name: "t", columns: [column("id")] })]);
  const before = structuredClone(catalog);
  const known = new Known(catalog);
  known.addColumn("public.t", blankColumn("n", "integer"));
  known.addIndex("public.t", blankIndex("i", ["n"]));
  expect(known.table("public.t")?.columns).toHaveLength(2);
  expect(catalog).toEqual(before);
});
