import type { OperationCase } from "./operation-case";

const PARTS = `
  CREATE TABLE public.parts (
    id int NOT NULL CONSTRAINT parts_parent REFERENCES public.parents (id), at date NOT NULL, note text,
    CONSTRAINT parts_pkey PRIMARY KEY (id, at)
  ) PARTITION BY RANGE (at);
  CREATE TABLE public.parts_25 PARTITION OF public.parts FOR VALUES FROM ('2025-01-01') TO ('2026-01-01');
  CREATE INDEX parts_note ON public.parts (lower(note)) WHERE note <> '';
  CREATE TABLE public.parts_26 (id int NOT NULL, at date NOT NULL, note text);
  INSERT INTO public.parts_26 SELECT g, '2026-02-02', 'n' || g FROM generate_series(1, 40) g;
`;

/** Bounds without an end in one of two columns, and the rows at their edges. */
const ENDLESS = [
  ["from (1, minvalue) to (1, maxvalue)", "(1, '-infinity'), (1, '2026-01-01')"],
  ["from (1, minvalue) to (2, '2026-01-01')", "(1, '-infinity'), (2, '2025-12-31')"],
  ["from (1, '2026-01-01') to (1, maxvalue)", "(1, '2026-01-01'), (1, 'infinity')"],
  ["from (1, maxvalue) to (3, minvalue)", "(2, '2026-01-01')"],
  ["from (-5, '2026-01-01') to (3, minvalue)", "(-5, '2026-01-01'), (2, 'infinity')"],
  ["from (1, '2026-01-01') to (3, maxvalue)", "(1, '2026-01-01'), (3, 'infinity')"],
  ["from (minvalue, minvalue) to (-100, maxvalue)", "(-101, '2026-01-01'), (-100, 'infinity')"],
  ["from (100, minvalue) to (maxvalue, maxvalue)", "(100, '-infinity'), (101, '2026-01-01')"],
] as const;

export const attachPartitionCases: readonly OperationCase[] = [
  {
    kind: "attach-partition",
    title: "that lacks the indexes and keys",
    setUp: PARTS,
    words: { sentence: "attach parts_26 to parts for values from ('2026-01-01') to ('2027-01-01')" },
    naive:
      "ALTER TABLE public.parts ATTACH PARTITION public.parts_26 FOR VALUES FROM ('2026-01-01') TO ('2027-01-01')",
    nodes: ["expand"],
  },
  {
    kind: "attach-partition",
    title: "beside a default partition",
    setUp: `${PARTS};
      CREATE TABLE public.parts_rest PARTITION OF public.parts DEFAULT;
      INSERT INTO public.parts VALUES (1, '2020-01-01', NULL)`,
    words: {
      sql: "ALTER TABLE parts ATTACH PARTITION parts_26 FOR VALUES FROM ('2026-01-01') TO (MAXVALUE)",
    },
    naive:
      "ALTER TABLE public.parts ATTACH PARTITION public.parts_26 FOR VALUES FROM ('2026-01-01') TO (MAXVALUE)",
    nodes: ["expand"],
  },
  {
    kind: "attach-partition",
    title: "of listed values, quoted names, beside a default",
    setUp: `CREATE TABLE "Odd one"."By Word" ("The word" varchar(20), n int) PARTITION BY LIST ("The word");
      CREATE TABLE "Odd one"."Others" PARTITION OF "Odd one"."By Word" DEFAULT;
      INSERT INTO "Odd one"."By Word" VALUES ('some', 1), (NULL, 2);
      CREATE TABLE "Odd one"."It's" ("The word" varchar(20), n int);
      INSERT INTO "Odd one"."It's" VALUES ('it''s', 1), ('a', 2)`,
    words: {
      operations: [
        {
          kind: "attach-partition",
          table: `"Odd one"."By Word"`,
          partition: `"Odd one"."It's"`,
          bound: "for values in ('it''s', 'a')",
        },
      ],
    },
    naive: `ALTER TABLE "Odd one"."By Word" ATTACH PARTITION "Odd one"."It's" FOR VALUES IN ('it''s', 'a')`,
    nodes: ["expand"],
  },
  {
    kind: "attach-partition",
    title: "of two columns",
    setUp: `CREATE TABLE public.pairs (a int NOT NULL, b int NOT NULL) PARTITION BY RANGE (a, b);
      CREATE TABLE public.pairs_1 (a int NOT NULL, b int NOT NULL);
      INSERT INTO public.pairs_1 VALUES (1, 7)`,
    words: { sentence: "attach pairs_1 to pairs for values from (1, 5) to (2, 3)" },
    naive: "ALTER TABLE public.pairs ATTACH PARTITION public.pairs_1 FOR VALUES FROM (1, 5) TO (2, 3)",
    nodes: ["expand"],
  },
  ...ENDLESS.map(
    ([bound, row]): OperationCase => ({
      kind: "attach-partition",
      title: `of two columns beside a default, ${bound}`,
      setUp: `CREATE TABLE public.pairs (a int NOT NULL, b date NOT NULL) PARTITION BY RANGE (a, b);
      CREATE TABLE public.pairs_rest PARTITION OF public.pairs DEFAULT; INSERT INTO public.pairs VALUES (99, '2030-01-01'), (-99, '2030-01-01');
      CREATE TABLE public.pairs_1 (a int NOT NULL, b date NOT NULL); INSERT INTO public.pairs_1 VALUES ${row}`,
      words: { sentence: `attach pairs_1 to pairs for values ${bound}` },
      naive: `ALTER TABLE public.pairs ATTACH PARTITION public.pairs_1 FOR VALUES ${bound}`,
      nodes: ["expand"],
    }),
  ),
  {
    kind: "attach-partition",
    title: "by hash, small",
    setUp: `CREATE TABLE public.hashed (id int) PARTITION BY HASH (id);
      CREATE TABLE public.hashed_0 (id int);
      INSERT INTO public.hashed_0 VALUES (1);
      ANALYZE public.hashed_0`,
    words: { sentence: "attach hashed_0 to hashed for values with (modulus 1, remainder 0)" },
    naive:
      "ALTER TABLE public.hashed ATTACH PARTITION public.hashed_0 FOR VALUES WITH (MODULUS 1, REMAINDER 0)",
    nodes: ["expand"],
  },
];
