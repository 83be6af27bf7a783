import type { OperationCase } from "./operation-case";

/** A table whose key is what it is partitioned by, then `n`; two columns beside are values. */
interface Bounds {
  readonly title: string;
  /** Name and type of each column that the table is partitioned by. */
  readonly by: readonly (readonly [name: string, type: string])[];
  readonly strategy: "range" | "list" | "hash";
  /** Behind the name of each partition. */
  readonly partitions: readonly string[];
  /** Expressions over `g`, 1 to 60, of those columns. */
  readonly rows: readonly string[];
}

const day = "date '2025-01-01' + g * 7";

const BOUNDS: readonly Bounds[] = [
  {
    title: "range of one column without ends",
    by: [["at", "date"]],
    strategy: "range",
    partitions: [
      "FOR VALUES FROM (MINVALUE) TO ('2025-03-01')",
      "FOR VALUES FROM ('2025-03-01') TO ('2025-06-01')",
      "FOR VALUES FROM ('2025-06-01') TO (MAXVALUE)",
    ],
    rows: [`CASE g WHEN 1 THEN '-infinity'::date WHEN 2 THEN 'infinity' ELSE ${day} END`],
  },
  {
    title: "range of negative and fractional numbers and a default",
    by: [["size", "numeric"]],
    strategy: "range",
    partitions: ["FOR VALUES FROM (-10.5) TO (0)", "FOR VALUES FROM (0) TO (12.25)", "DEFAULT"],
    rows: ["CASE g WHEN 1 THEN 'NaN' ELSE g / 2.0 - 15 END"],
  },
  {
    title: "range of two columns that ends inside values of the first",
    by: [
      ["region", "text"],
      ["at", "date"],
    ],
    strategy: "range",
    partitions: [
      "FOR VALUES FROM ('a', '2025-01-01') TO ('b', '2025-04-01')",
      "FOR VALUES FROM ('b', '2025-04-01') TO ('b', '2025-09-01')",
      "FOR VALUES FROM ('b', '2025-09-01') TO ('d', '2025-01-01')",
      "DEFAULT",
    ],
    rows: ["substr('abcde', g % 5 + 1, 1)", day],
  },
  {
    title: "range of two columns without ends and without a default",
    by: [
      ["region", "int"],
      ["at", "timestamptz"],
    ],
    strategy: "range",
    partitions: [
      "FOR VALUES FROM (MINVALUE, MINVALUE) TO (1, MINVALUE)",
      "FOR VALUES FROM (1, MINVALUE) TO (1, '2025-04-01 00:00+00')",
      "FOR VALUES FROM (1, '2025-04-01 00:00+00') TO (1, MAXVALUE)",
      "FOR VALUES FROM (1, MAXVALUE) TO (MAXVALUE, MAXVALUE)",
    ],
    rows: ["g % 4 - 1", `(${day})::timestamptz`],
  },
  {
    title: "range of three columns",
    by: [
      ["a", "smallint"],
      ["b", "bigint"],
      ["c", "uuid"],
    ],
    strategy: "range",
    partitions: [
      "FOR VALUES FROM (0, 0, MINVALUE) TO (0, 5, '80000000-0000-0000-0000-000000000000')",
      "FOR VALUES FROM (0, 5, '80000000-0000-0000-0000-000000000000') TO (1, MINVALUE, MINVALUE)",
      "FOR VALUES FROM (1, MINVALUE, MINVALUE) TO (1, MAXVALUE, MAXVALUE)",
    ],
    rows: ["g % 2", "g % 9", "md5(g::text)::uuid"],
  },
  {
    title: "list of several values, null among them",
    by: [["region", "text"]],
    strategy: "list",
    partitions: ["FOR VALUES IN ('north', NULL, 'it''s')", "FOR VALUES IN ('south')", "DEFAULT"],
    rows: ["(array['north', 'south', 'it''s', 'else'])[g % 4 + 1]"],
  },
  {
    title: "list of null alone, numbers, and no default",
    by: [["kind", "int"]],
    strategy: "list",
    partitions: ["FOR VALUES IN (NULL)", "FOR VALUES IN (-1, 0, 1)", "FOR VALUES IN (2)"],
    rows: ["g % 4 - 1"],
  },
  {
    title: "list of an enum's values",
    by: [["state", "public.mood"]],
    strategy: "list",
    partitions: ["FOR VALUES IN ('sad')", "FOR VALUES IN ('ok')"],
    rows: ["(array['sad', 'ok'])[g % 2 + 1]::public.mood"],
  },
  {
    title: "list of truth values",
    by: [["open", "boolean"]],
    strategy: "list",
    partitions: ["FOR VALUES IN (true)", "FOR VALUES IN (false)"],
    rows: ["g % 3 = 0"],
  },
  {
    title: "list with a default alone",
    by: [["region", "varchar(10)"]],
    strategy: "list",
    partitions: ["DEFAULT"],
    rows: ["'r' || g % 3"],
  },
  {
    title: "hash of two columns with unlike moduli",
    by: [
      ["region", "text"],
      ["at", "date"],
    ],
    strategy: "hash",
    partitions: [
      "FOR VALUES WITH (MODULUS 2, REMAINDER 1)",
      "FOR VALUES WITH (MODULUS 4, REMAINDER 0)",
      "FOR VALUES WITH (MODULUS 8, REMAINDER 2)",
      "FOR VALUES WITH (MODULUS 8, REMAINDER 6)",
    ],
    rows: ["'r' || g % 3", day],
  },
];

/** The bounds that Postgres knows, each with rows at its edges. */
export const partitionBoundCases: readonly OperationCase[] = BOUNDS.map(
  ({ title, by, strategy, partitions, rows }) => {
    const names = by.map(([name]) => name);
    const parts = partitions.map((bound, at) => ({ name: `cut_${at}`, bound }));
    return {
      kind: "partition-table",
      title: `by ${title}`,
      setUp: `CREATE TABLE public.cut (${by.map(([name, type]) => `${name} ${type}`).join(", ")}, n int, note text, amount numeric, PRIMARY KEY (${names.join(", ")}, n));
        INSERT INTO public.cut SELECT ${rows.join(", ")}, g, 'n' || g, 1.50 FROM generate_series(1, 60) g`,
      words: {
        sentence: `partition cut by ${strategy} (${names.join(", ")}) into ${parts.map((part) => `${part.name} ${part.bound}`).join(", ")}`,
      },
      naive: `ALTER TABLE public.cut RENAME TO old; ALTER TABLE public.old RENAME CONSTRAINT cut_pkey TO old_pkey;
        CREATE TABLE public.cut (LIKE public.old) PARTITION BY ${strategy} (${names.join(", ")}); ALTER TABLE public.cut ADD CONSTRAINT cut_pkey PRIMARY KEY (${names.join(", ")}, n);
        ${parts.map((part) => `CREATE TABLE public.${part.name} PARTITION OF public.cut ${part.bound};`).join(" ")}
        INSERT INTO public.cut SELECT * FROM public.old; DROP TABLE public.old`,
      nodes: ["expand", "backfill", "switch", "contract"],
    };
  },
);
