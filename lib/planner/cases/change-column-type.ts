import { ODD } from "./common-tables";
import type { OperationCase } from "./operation-case";

const BY_SECOND = ["expand", "backfill", "deploy-accept-both-types", "switch", "contract"];

export const changeColumnTypeCases: readonly OperationCase[] = [
  {
    kind: "change-column-type",
    title: "longer",
    words: { sentence: "change t.code to varchar(30)" },
    setUp: "ALTER TABLE public.t ADD code varchar(20) COLLATE \"C\" DEFAULT 'x'",
    naive: 'ALTER TABLE public.t ALTER code TYPE varchar(30) COLLATE "C"',
    nodes: ["expand"],
  },
  {
    kind: "change-column-type",
    title: "to text and back",
    setUp: `ALTER TABLE "Odd one"."Tab le" ADD "Note" varchar`,
    words: { sql: `ALTER TABLE ${ODD} ALTER "Note" TYPE text` },
    naive: `ALTER TABLE ${ODD} ALTER "Note" TYPE text`,
    nodes: ["expand"],
  },
  {
    kind: "change-column-type",
    title: "wider, with a check",
    words: { sql: "ALTER TABLE public.t ALTER age TYPE bigint" },
    naive: "ALTER TABLE public.t ALTER age TYPE bigint",
    nodes: BY_SECOND,
  },
  {
    kind: "change-column-type",
    title: "wider, with all that can hang on a column",
    setUp: `
      CREATE SEQUENCE public.ranks AS int;
      ALTER TABLE public.t ADD rank int NOT NULL DEFAULT pg_catalog.nextval('public.ranks'),
        ADD CONSTRAINT few CHECK (rank < 1000000 AND rank > age - 1000000), ADD CONSTRAINT t_rank UNIQUE (rank, id) DEFERRABLE;
      ALTER SEQUENCE public.ranks OWNED BY public.t.rank;
      CREATE INDEX t_by_rank ON public.t (rank DESC NULLS LAST) INCLUDE (name) WHERE rank > 5;
      CREATE STATISTICS public.t_both (ndistinct) ON rank, age FROM public.t;
      ALTER TABLE public.t ALTER rank SET STATISTICS 50;
      COMMENT ON COLUMN public.t.rank IS 'place'; COMMENT ON CONSTRAINT few ON public.t IS 'not many';
      GRANT SELECT (rank) ON public.t TO PUBLIC`,
    words: { sql: "ALTER TABLE public.t ALTER rank TYPE bigint" },
    naive: "ALTER TABLE public.t ALTER rank TYPE bigint",
    nodes: BY_SECOND,
  },
  {
    kind: "change-column-type",
    title: "with a foreign key",
    setUp: `
      CREATE TABLE public.regions (id bigint PRIMARY KEY);
      INSERT INTO public.regions VALUES (1), (2);
      ALTER TABLE public.t ADD region int CONSTRAINT t_region REFERENCES public.regions ON DELETE SET NULL;
      UPDATE public.t SET region = 1 + id % 2; CREATE INDEX t_regions ON public.t (region)`,
    words: { sentence: "change t.region to bigint" },
    naive: "ALTER TABLE public.t ALTER region TYPE bigint",
    nodes: BY_SECOND,
  },
  {
    kind: "change-column-type",
    title: "computed both ways, in a table with odd names",
    words: {
      operations: [
        {
          kind: "change-column-type",
          table: ODD,
          column: "select",
          type: "numeric(12,2)",
          up: '"select" / 100.0',
          down: '("select" * 100)::integer',
          onDownFailure: "block",
        },
      ],
    },
    naive: `ALTER TABLE ${ODD} ALTER "select" TYPE numeric(12,2) USING "select" / 100.0`,
    nodes: BY_SECOND,
  },
  {
    kind: "change-column-type",
    title: "one way, with rules",
    setUp: `ALTER TABLE public.t ALTER age SET NOT NULL, ADD CONSTRAINT t_age UNIQUE (age);
      COMMENT ON COLUMN public.t.age IS 'years'; CREATE INDEX t_by_age ON public.t (age, name)`,
    words: { sentence: "change t.age to bigint one way" },
    naive: "ALTER TABLE public.t ALTER age TYPE bigint",
    nodes: BY_SECOND,
  },
  {
    kind: "change-column-type",
    title: "text to a number",
    setUp:
      "ALTER TABLE public.t ADD zip text DEFAULT '10115'; UPDATE public.t SET zip = '0' || id WHERE id > 3",
    words: { sql: "ALTER TABLE public.t ALTER zip TYPE int USING zip::int" },
    naive:
      "ALTER TABLE public.t ALTER zip DROP DEFAULT, ALTER zip TYPE int USING zip::int, ALTER zip SET DEFAULT ('10115'::text)::int",
    nodes: BY_SECOND,
  },
];
