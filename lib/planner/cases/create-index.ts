import { ODD, RULE } from "./common-tables";
import { majorsFrom, type OperationCase } from "./operation-case";

const PARTITIONED = `CREATE TABLE public.logs (id int NOT NULL, level text) PARTITION BY RANGE (id);
  CREATE TABLE public.logs_a PARTITION OF public.logs FOR VALUES FROM (0) TO (100);
  CREATE TABLE public.logs_b PARTITION OF public.logs FOR VALUES FROM (100) TO (200);
  INSERT INTO public.logs SELECT g, 'l' || g FROM generate_series(0, 199) g`;

export const createIndexCases: readonly OperationCase[] = [
  {
    kind: "create-index",
    title: "one column",
    words: { sentence: "index t.age" },
    naive: "CREATE INDEX ON public.t (age)",
    nodes: ["expand"],
  },
  {
    kind: "create-index",
    title: "expressions, order, INCLUDE, WHERE",
    words: {
      sql: "CREATE INDEX ON t (tidy(name), (age + 1) DESC NULLS LAST, slug text_pattern_ops) INCLUDE (state) WHERE state = 'ok'",
    },
    naive:
      "CREATE INDEX ON public.t (public.tidy(name), (age + 1) DESC NULLS LAST, slug text_pattern_ops) INCLUDE (state) WHERE state = 'ok'",
    nodes: ["expand"],
  },
  {
    kind: "create-index",
    title: "an extension's operator class and function",
    setUp: "CREATE EXTENSION pg_trgm SCHEMA public",
    words: { sql: "CREATE INDEX t_alike ON t USING gin (name gin_trgm_ops) WHERE similarity(name, 'x') < 2" },
    naive:
      "CREATE INDEX t_alike ON public.t USING gin (name public.gin_trgm_ops) WHERE public.similarity(name, 'x') < 2",
    nodes: ["expand"],
  },
  {
    kind: "create-index",
    title: "another access method",
    words: { sql: `CREATE INDEX CONCURRENTLY "Hash It" ON ${ODD} USING hash ("Full Name")` },
    naive: `CREATE INDEX "Hash It" ON ${ODD} USING hash ("Full Name")`,
    nodes: ["expand"],
  },
  {
    kind: "create-index",
    title: "unique",
    words: { sentence: "create unique index one_name on t (lower(name)) where age > 0" },
    naive: "CREATE UNIQUE INDEX one_name ON public.t (lower(name)) WHERE age > 0",
    nodes: RULE,
  },
  {
    kind: "create-index",
    title: "on a partitioned table",
    setUp: PARTITIONED,
    words: { sentence: "index logs.level" },
    naive: "CREATE INDEX ON public.logs (level)",
    nodes: ["expand"],
  },
  {
    kind: "create-index",
    title: "unique, named, on a partitioned table with partitions of partitions",
    setUp: `${PARTITIONED}; CREATE TABLE public.logs_late PARTITION OF public.logs FOR VALUES FROM (200) TO (400) PARTITION BY RANGE (id);
      CREATE TABLE public."Late one" PARTITION OF public.logs_late FOR VALUES FROM (200) TO (400)`,
    words: { sql: "CREATE UNIQUE INDEX one_each ON logs (id, lower(level)) WHERE level IS NOT NULL" },
    naive: "CREATE UNIQUE INDEX one_each ON public.logs (id, lower(level)) WHERE level IS NOT NULL",
    nodes: RULE,
  },
  {
    kind: "create-index",
    title: "unique with nulls, storage parameters and a name",
    majors: majorsFrom(15),
    refusal: "NULLS NOT DISTINCT is there from version 15 on",
    words: {
      sql: "CREATE UNIQUE INDEX one_state ON t (slug, state) INCLUDE (age) NULLS NOT DISTINCT WITH (fillfactor = 70, deduplicate_items = off) WHERE age > 3",
    },
    naive:
      "CREATE UNIQUE INDEX one_state ON public.t (slug, state) INCLUDE (age) NULLS NOT DISTINCT WITH (fillfactor = 70, deduplicate_items = off) WHERE age > 3",
    nodes: RULE,
  },
  {
    kind: "create-index",
    title: "an operator class with options",
    setUp: "ALTER TABLE public.t ADD COLUMN words tsvector",
    words: { sql: "CREATE INDEX ON t USING gist (words tsvector_ops (siglen = 100))" },
    naive: "CREATE INDEX ON public.t USING gist (words tsvector_ops (siglen = 100))",
    nodes: ["expand"],
  },
];
