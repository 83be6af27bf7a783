import { majorsFrom, type OperationCase } from "./operation-case";

const PARTS = `
  CREATE TABLE public.parts (
    id int NOT NULL CONSTRAINT parts_parent REFERENCES public.parents (id), at date, UNIQUE (id, at)
  ) PARTITION BY RANGE (at);
  CREATE TABLE public.parts_25 PARTITION OF public.parts FOR VALUES FROM ('2025-01-01') TO ('2026-01-01');
  CREATE TABLE public.parts_26 PARTITION OF public.parts FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');
  INSERT INTO public.parts SELECT g, '2026-02-02' FROM generate_series(1, 40) g;
`;
const NODES = ["deploy-without-partition", "contract"];
/** Those that can do it concurrently. */
const CONCURRENT_MAJORS = majorsFrom(14);

export const detachPartitionCases: readonly OperationCase[] = [
  {
    kind: "detach-partition",
    title: "beside reads and writes",
    setUp: PARTS,
    words: { sentence: "detach partition parts_26 from parts" },
    naive: "ALTER TABLE public.parts DETACH PARTITION public.parts_26 CONCURRENTLY",
    nodes: NODES,
    majors: CONCURRENT_MAJORS,
  },
  {
    kind: "detach-partition",
    title: "beside a default partition",
    setUp: `${PARTS}; CREATE TABLE public.parts_rest PARTITION OF public.parts DEFAULT`,
    words: { sql: "ALTER TABLE parts DETACH PARTITION parts_26" },
    naive: "ALTER TABLE public.parts DETACH PARTITION public.parts_26",
    nodes: NODES,
  },
  {
    kind: "detach-partition",
    title: "of listed values, quoted names, where the check's name is taken",
    setUp: `CREATE TABLE "Odd one"."By Word" ("The word" text, n int) PARTITION BY LIST ("The word");
      CREATE TABLE "Odd one"."Part A" PARTITION OF "Odd one"."By Word" (CONSTRAINT "Part A_The word_check" CHECK (n > 0))
        FOR VALUES IN ('a', 'b');
      INSERT INTO "Odd one"."By Word" VALUES ('a', 1)`,
    words: {
      operations: [
        { kind: "detach-partition", table: `"Odd one"."By Word"`, partition: `"Odd one"."Part A"` },
      ],
    },
    naive: `ALTER TABLE "Odd one"."By Word" DETACH PARTITION "Odd one"."Part A" CONCURRENTLY`,
    nodes: NODES,
    majors: CONCURRENT_MAJORS,
  },
  {
    kind: "detach-partition",
    title: "of two columns, where another table has the check's name",
    setUp: `CREATE TABLE public.pairs (a int NOT NULL, b int NOT NULL) PARTITION BY RANGE (a, b);
      CREATE TABLE public.pairs_1 PARTITION OF public.pairs FOR VALUES FROM (1, 5) TO (2, 3);
      ALTER TABLE public.t ADD CONSTRAINT pairs_1_check CHECK (true);
      INSERT INTO public.pairs VALUES (1, 7)`,
    words: { sentence: "detach pairs_1 from pairs" },
    naive: "ALTER TABLE public.pairs DETACH PARTITION public.pairs_1 CONCURRENTLY",
    nodes: NODES,
    majors: CONCURRENT_MAJORS,
  },
  {
    kind: "detach-partition",
    title: "by hash",
    setUp: `CREATE TABLE public.hashed (id int) PARTITION BY HASH (id);
      CREATE TABLE public.hashed_0 PARTITION OF public.hashed FOR VALUES WITH (MODULUS 1, REMAINDER 0);
      INSERT INTO public.hashed VALUES (1)`,
    words: { sentence: "detach hashed_0 from hashed" },
    naive: "ALTER TABLE public.hashed DETACH PARTITION public.hashed_0",
    nodes: NODES,
  },
];
