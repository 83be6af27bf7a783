import { RULE } from "./common-tables";
import type { OperationCase } from "./operation-case";

const WITHOUT_KEY = `CREATE TABLE public.events (tenant int, id bigint NOT NULL, "At" timestamptz);
  INSERT INTO public.events SELECT g % 3, g, date '2026-01-01' + g FROM generate_series(1, 90) g`;

export const addPrimaryKeyCases: readonly OperationCase[] = [
  {
    kind: "add-primary-key",
    title: "over a column that is NOT NULL",
    setUp: WITHOUT_KEY,
    words: { sentence: "make id the primary key of events" },
    naive: "ALTER TABLE public.events ADD PRIMARY KEY (id)",
    nodes: RULE,
  },
  {
    kind: "add-primary-key",
    title: "composite, one column nullable so far, own name",
    setUp: WITHOUT_KEY,
    words: { sql: `ALTER TABLE events ADD CONSTRAINT "The key" PRIMARY KEY (tenant, id)` },
    naive: `ALTER TABLE public.events ADD CONSTRAINT "The key" PRIMARY KEY (tenant, id)`,
    nodes: RULE,
  },
  {
    kind: "add-primary-key",
    title: "over partitions, of a column that may be null",
    setUp: `CREATE TABLE public.parts (id int, at date NOT NULL, note text) PARTITION BY RANGE (at);
      CREATE TABLE public.parts_1 PARTITION OF public.parts FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');
      INSERT INTO public.parts SELECT g, '2026-02-02' FROM generate_series(1, 40) g`,
    words: { sentence: "make (id, at) the primary key of parts" },
    naive: "ALTER TABLE public.parts ADD PRIMARY KEY (id, at)",
    nodes: RULE,
  },
];
