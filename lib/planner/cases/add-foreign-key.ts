import { RULE } from "./common-tables";
import type { OperationCase } from "./operation-case";

export const addForeignKeyCases: readonly OperationCase[] = [
  {
    kind: "add-foreign-key",
    title: "to the primary key",
    words: { sentence: "add foreign key t.age to parents" },
    setUp: "UPDATE public.t SET age = age % 40 + 1",
    naive: "ALTER TABLE public.t ADD FOREIGN KEY (age) REFERENCES public.parents",
    nodes: RULE,
  },
  {
    kind: "add-foreign-key",
    title: "to a unique column, with actions",
    words: {
      sql: "ALTER TABLE t ADD CONSTRAINT by_code FOREIGN KEY (parent_code) REFERENCES parents (code) ON DELETE SET NULL ON UPDATE CASCADE",
    },
    naive:
      "ALTER TABLE public.t ADD CONSTRAINT by_code FOREIGN KEY (parent_code) REFERENCES public.parents (code) ON UPDATE CASCADE ON DELETE SET NULL",
    nodes: RULE,
  },
  {
    kind: "add-foreign-key",
    title: "to itself",
    words: { sentence: "t.age references t.id" },
    naive: "ALTER TABLE public.t ADD FOREIGN KEY (age) REFERENCES public.t (id)",
    nodes: RULE,
  },
  {
    kind: "add-foreign-key",
    title: "of a partitioned table",
    setUp: `CREATE TABLE public.parts (id int NOT NULL, at date NOT NULL, parent_id int, note text) PARTITION BY RANGE (at);
      CREATE TABLE public.parts_1 PARTITION OF public.parts FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');
      CREATE TABLE public.parts_2 PARTITION OF public.parts FOR VALUES FROM ('2027-01-01') TO ('2028-01-01')
        PARTITION BY LIST (id);
      CREATE TABLE public.parts_2_a PARTITION OF public.parts_2 FOR VALUES IN (1, 2);
      INSERT INTO public.parts SELECT g, '2026-02-02', g FROM generate_series(1, 40) g`,
    words: { sentence: "parts.parent_id references parents.id on delete cascade" },
    naive:
      "ALTER TABLE public.parts ADD FOREIGN KEY (parent_id) REFERENCES public.parents (id) ON DELETE CASCADE",
    nodes: RULE,
  },
];
