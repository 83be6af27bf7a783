import { ODD } from "./common-tables";
import type { OperationCase } from "./operation-case";

export const validateConstraintCases: readonly OperationCase[] = [
  {
    kind: "validate-constraint",
    title: "a check, with its comment",
    setUp: `ALTER TABLE public.t ADD CONSTRAINT named CHECK (name <> '') NOT VALID;
      COMMENT ON CONSTRAINT named ON public.t IS 'it''s said'`,
    words: { sentence: "validate constraint named of t" },
    naive: "ALTER TABLE public.t VALIDATE CONSTRAINT named",
    nodes: ["backfill"],
  },
  {
    kind: "validate-constraint",
    title: "a foreign key",
    setUp:
      "ALTER TABLE public.t ADD CONSTRAINT by_code FOREIGN KEY (parent_code) REFERENCES public.parents (code) ON DELETE SET NULL NOT VALID",
    words: { sql: "ALTER TABLE t VALIDATE CONSTRAINT by_code" },
    naive: "ALTER TABLE public.t VALIDATE CONSTRAINT by_code",
    nodes: ["backfill"],
  },
  {
    kind: "validate-constraint",
    title: "a check over names that need quotes",
    setUp: `ALTER TABLE ${ODD} ADD CONSTRAINT "Po sitive" CHECK ("select" > 0) NOT VALID`,
    words: { operations: [{ kind: "validate-constraint", table: ODD, constraint: "Po sitive" }] },
    naive: `ALTER TABLE ${ODD} VALIDATE CONSTRAINT "Po sitive"`,
    nodes: ["backfill"],
  },
  {
    kind: "validate-constraint",
    title: "a not-null of its own name",
    setUp: "ALTER TABLE public.t ADD CONSTRAINT aged NOT NULL age NOT VALID",
    words: { sentence: "validate constraint aged of t" },
    naive: "ALTER TABLE public.t VALIDATE CONSTRAINT aged",
    nodes: ["backfill"],
    majors: [18],
  },
  {
    kind: "validate-constraint",
    title: "a check of a partitioned table",
    setUp: `CREATE TABLE public.parts (id int, at date) PARTITION BY RANGE (at);
      CREATE TABLE public.parts_1 PARTITION OF public.parts FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');
      INSERT INTO public.parts VALUES (1, '2026-02-02');
      ALTER TABLE public.parts ADD CONSTRAINT counted CHECK (id > 0) NOT VALID`,
    words: { sentence: "validate constraint counted of parts" },
    naive: "ALTER TABLE public.parts VALIDATE CONSTRAINT counted",
    nodes: ["backfill"],
  },
];
