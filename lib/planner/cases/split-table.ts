import type { OperationCase } from "./operation-case";

const NODES = ["expand", "backfill", "deploy-new-place", "deploy-forget-column", "contract"];

export const splitTableCases: readonly OperationCase[] = [
  {
    kind: "split-table",
    title: "two columns, one with an index, one with a check",
    words: { sentence: "split (email, age) of t into table contacts" },
    naive: `CREATE TABLE public.contacts (id int PRIMARY KEY REFERENCES public.t ON UPDATE CASCADE ON DELETE CASCADE, email varchar(200), age int);
      INSERT INTO public.contacts SELECT id, email, age FROM public.t WHERE num_nonnulls(email, age) > 0;
      ALTER TABLE public.t DROP email, DROP age`,
    nodes: NODES,
  },
  {
    kind: "split-table",
    title: "quoted names, a key of two columns, another schema, NOT NULL, values missing",
    setUp: `CREATE TABLE "Odd one"."Pa ir" ("A" int, "B" text, "Both" json, "or" text NOT NULL, PRIMARY KEY ("B", "A"));
      INSERT INTO "Odd one"."Pa ir" SELECT g, 'b' || g, CASE WHEN g % 2 = 0 THEN '{"a" : 1}'::json END, 'o' FROM generate_series(1, 120) g`,
    words: { sentence: `split ("Both", "or") of "Odd one"."Pa ir" into new table "Off spring"` },
    naive: `CREATE TABLE "Odd one"."Off spring" ("B" text, "A" int, "Both" json, "or" text, PRIMARY KEY ("B", "A"),
        FOREIGN KEY ("B", "A") REFERENCES "Odd one"."Pa ir" ("B", "A") ON UPDATE CASCADE ON DELETE CASCADE);
      INSERT INTO "Odd one"."Off spring" SELECT "B", "A", "Both", "or" FROM "Odd one"."Pa ir";
      ALTER TABLE "Odd one"."Pa ir" DROP "Both", DROP "or"`,
    nodes: NODES,
  },
];
