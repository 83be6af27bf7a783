import { ODD } from "./common-tables";
import type { OperationCase } from "./operation-case";

const NODES = ["expand", "backfill", "deploy-new-columns", "deploy-forget-column", "contract"];

export const splitColumnCases: readonly OperationCase[] = [
  {
    kind: "split-column",
    title: "a name, with NOT NULL, a default and an index that go with it",
    setUp: `ALTER TABLE public.t ALTER name SET DEFAULT 'no body'; CREATE INDEX t_name ON public.t (name);
      UPDATE public.t SET name = 'Ann' || id || '  Lee' WHERE id % 3 = 0; COMMENT ON COLUMN public.t.name IS 'who'`,
    words: {
      sentence:
        "split t.name into split_part(name, ' ', 1)::varchar(40) as first_name, split_part(name, ' ', 2)::text as last_name and back using first_name || ' ' || last_name",
    },
    naive:
      "ALTER TABLE public.t ADD first_name varchar(40), ADD last_name text; UPDATE public.t SET first_name = split_part(name, ' ', 1), last_name = split_part(name, ' ', 2); ALTER TABLE public.t DROP name",
    nodes: NODES,
  },
  {
    kind: "split-column",
    title: "quoted names, a key of two columns, an enum and a function of the database's own",
    setUp: `CREATE TABLE "Odd one"."Pa ir" ("A" int, "B" text, "Both" text, PRIMARY KEY ("A", "B"));
      INSERT INTO "Odd one"."Pa ir" SELECT g, 'b' || g, CASE WHEN g % 4 > 0 THEN CASE WHEN g % 2 = 0 THEN 'sad' ELSE 'ok' END || ',Note ' || g END FROM generate_series(1, 150) g;
      REVOKE ALL ON FUNCTION public.tidy(text) FROM public; GRANT EXECUTE ON FUNCTION public.tidy(text) TO public`,
    words: {
      sentence: `split "Odd one"."Pa ir"."Both" into split_part("Both", ',', 1)::mood as "The mood", tidy(split_part("Both", ',', 2))::text as "select" and back using "The mood"::text || ',' || "select"`,
    },
    naive: `ALTER TABLE "Odd one"."Pa ir" ADD "The mood" public.mood, ADD "select" text;
      UPDATE "Odd one"."Pa ir" SET "The mood" = split_part("Both", ',', 1)::public.mood, "select" = public.tidy(split_part("Both", ',', 2));
      ALTER TABLE "Odd one"."Pa ir" DROP "Both"`,
    nodes: NODES,
  },
  {
    kind: "split-column",
    title: "a number into two, in another schema",
    setUp: `ALTER TABLE ${ODD} ADD CONSTRAINT positive CHECK ("select" >= 0)`,
    words: {
      sentence: `split ${ODD}."select" into ("select" / 7)::int as weeks, ("select" % 7)::smallint as days and back using weeks * 7 + days`,
    },
    naive: `ALTER TABLE ${ODD} ADD weeks int, ADD days smallint; UPDATE ${ODD} SET weeks = "select" / 7, days = "select" % 7; ALTER TABLE ${ODD} DROP "select"`,
    nodes: NODES,
  },
];
