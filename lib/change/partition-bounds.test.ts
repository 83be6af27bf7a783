import { beforeAll, expect, it } from "vitest";
import { loadParser } from "@/lib/sql/parse";
import { parseBound } from "@/lib/sql/partition-bound";
import { column } from "@/lib/testing/catalog-fixture";
import { readPartitions } from "./operations/partition-table";
import { boundProblems } from "./partition-bounds";

beforeAll(loadParser);

const [NUMBER, WORD] = [column("n", { type: "integer" }), column("w", { type: "text" })];

const problems = (strategy: string, columns: readonly (typeof NUMBER)[], bounds: readonly string[]) =>
  boundProblems(
    bounds.map((bound, at) => {
      const tree = parseBound(bound);
      if (!tree) throw new Error(`${bound} is no bound`);
      return { name: `p${at}`, tree };
    }),
    { strategy, columns },
  );

const hash = (modulus: number, remainder: number) =>
  `FOR VALUES WITH (modulus ${modulus}, remainder ${remainder})`;

it.each([
  [
    "RANGE",
    [NUMBER],
    ["FOR VALUES IN (1)"],
    /p0 has a bound of LIST, the table is to be partitioned by RANGE/,
  ],
  ["LIST", [NUMBER], ["DEFAULT", "DEFAULT"], /p0 and p1 cannot both be the default/],
  ["HASH", [NUMBER], [hash(1, 0), "DEFAULT"], /p1: by HASH a table has no default/],
  ["HASH", [NUMBER], [hash(2, 0)], /take 1 of 2 remainders/],
  ["HASH", [NUMBER], [hash(2, 0), hash(4, 1)], /take 3 of 4 remainders/],
  ["HASH", [NUMBER], [hash(2, 0), hash(4, 2), hash(4, 1), hash(4, 3)], /p0 and p1 would take the same rows/],
  ["HASH", [NUMBER], [hash(2, 0), hash(3, 1)], /the modulus 3 is no multiple of the next smaller one, 2/],
  ["HASH", [NUMBER], [hash(2, 2), hash(2, 1)], /p0: its modulus must be above 0 and its remainder below/],
  ["RANGE", [NUMBER, WORD], ["FOR VALUES FROM (1) TO (2)"], /p0: each end of its range must have 2 values/],
  ["RANGE", [NUMBER], ["FOR VALUES FROM (1, 2) TO (2, 3)"], /p0: each end of its range must have one value/],
  [
    "RANGE",
    [NUMBER, WORD],
    ["FOR VALUES FROM (MINVALUE, 'a') TO (2, 'b')"],
    /p0: behind MINVALUE only MINVALUE may stand/,
  ],
  ["RANGE", [WORD], ["FOR VALUES FROM (1) TO ('b')"], /p0: w is text, so write '1' instead of 1/],
  ["LIST", [WORD], ["FOR VALUES IN ('a', -1)"], /p0: w is text, so write '-1' instead of -1/],
  ["LIST", [NUMBER], ["FOR VALUES IN (1, NULL)", "FOR VALUES IN (2, NULL)"], /p0 and p1 both take NULL/],
] as const)(
  "refuses by %s what Postgres would, or rows without a partition (%#)",
  (strategy, columns, bounds, said) => {
    expect(problems(strategy, columns, bounds)).toEqual([expect.stringMatching(said)]);
  },
);

it.each([
  ["HASH", [NUMBER], [hash(2, 1), hash(4, 0), hash(8, 2), hash(8, 6)]],
  ["RANGE", [NUMBER, WORD], ["FOR VALUES FROM (MINVALUE, MINVALUE) TO (1, MAXVALUE)", "DEFAULT"]],
  ["LIST", [NUMBER], ["FOR VALUES IN (-1, NULL, 1, 1)", "FOR VALUES IN (2.5)"]],
] as const)("finds nothing wrong by %s with bounds that are right", (strategy, columns, bounds) => {
  expect(problems(strategy, columns, bounds)).toEqual([]);
});

it.each(["a FOR VALUES FROM (NULL) TO (1)", "a FOR VALUES IN (MINVALUE)", "a FOR VALUES IN (now())"])(
  "is no list of partitions: %s",
  (text) => expect(readPartitions(text)).toBeNull(),
);
