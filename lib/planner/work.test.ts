import { beforeAll, expect, it } from "vitest";
import { relationName } from "@/lib/sql/identifiers";
import { loadParser } from "@/lib/sql/parse";
import { catalogOf, column, constraint, index, shop, table } from "@/lib/testing/catalog-fixture";
import type { ActionDraft } from "./step-list";
import { StepList } from "./step-list";

beforeAll(() => loadParser());

const CATALOG = catalogOf([
  ...shop(18).tables,
  table({ name: "large", columns: [column("a")], heapBytes: 500_000_000 }),
  table({ name: "never", columns: [column("a")], heapBytes: 0, rowEstimate: null }),
  table({
    name: "child",
    columns: [column("a")],
    indexes: [index("child_a", ["a"])],
    constraints: [
      constraint("child_a_fkey", {
        type: "foreign key",
        columns: ["a"],
        definition: "FOREIGN KEY (a) REFERENCES public.large(a) NOT VALID",
        references: { schema: "public", table: "large", columns: ["a"] },
        validated: false,
      }),
    ],
  }),
]);

function workOf(kind: ActionDraft["kind"], ...statements: string[]) {
  const list = new StepList(CATALOG);
  list.add({ id: "s", title: "s", kind, statements, probe: "SELECT 'done'" });
  const work = list.steps[0]?.work;
  return work && { kind: work.kind, table: work.table && relationName(work.table) };
}

it.each([
  ["validate", "ALTER TABLE public.child VALIDATE CONSTRAINT child_a_fkey", "scan", "public.child"],
  ["validate", "ALTER TABLE public.readings VALIDATE CONSTRAINT c", "scan", "public.readings"],
  ["concurrent", "CREATE UNIQUE INDEX CONCURRENTLY i ON public.large (a)", "index-build", "public.large"],
  ["concurrent", "REINDEX INDEX CONCURRENTLY public.child_a", "index-build", "public.child"],
  [
    "ddl",
    "ALTER TABLE public.bookings ADD CONSTRAINT x EXCLUDE USING gist (during WITH &&)",
    "index-build",
    "public.bookings",
  ],
  [
    "ddl",
    "ALTER TABLE public.large ADD COLUMN b text GENERATED ALWAYS AS (upper(a)) STORED",
    "rewrite",
    "public.large",
  ],
  ["archive", "INSERT INTO interlock.kept (a) SELECT a FROM public.child", "rewrite", "public.child"],
  [
    "check",
    "SELECT 'x' FROM public.child JOIN public.large USING (a) UNION ALL SELECT 'y' FROM pg_catalog.pg_class",
    "scan",
    "public.large",
  ],
  ["check", "SELECT 'x' FROM public.large UNION ALL SELECT 'y' FROM public.never", "scan", "public.never"],
  [
    "check",
    "SELECT 'x' FROM public.nobody_knows UNION ALL SELECT 'y' FROM public.nobody_knows",
    "scan",
    null,
  ],
] as const)("%s: %s is a %s", (kind, sql, work, of) => {
  expect(workOf(kind, sql)).toEqual({ kind: work, table: of });
});

it.each([
  ["ddl", "ALTER TABLE public.large ADD COLUMN b text"],
  ["ddl", "CREATE TABLE public.made (a text REFERENCES public.large (a)); CREATE INDEX ON public.made (a)"],
  ["concurrent", "DROP INDEX CONCURRENTLY public.child_a"],
  ["concurrent", "VACUUM public.large"],
  ["check", "SELECT 'x' FROM pg_catalog.pg_class UNION ALL SELECT 'y' FROM pg_catalog.pg_proc"],
  ["sql", "UPDATE public.large SET a = ''"],
] as const)("%s: no table's size says how long %s takes", (kind, sql) => {
  expect(workOf(kind, sql)).toBeNull();
});
