import { ODD } from "./common-tables";
import type { OperationCase } from "./operation-case";

const NODES = ["expand", "backfill", "deploy-new-place", "deploy-forget-column", "contract"];

export const moveColumnCases: readonly OperationCase[] = [
  {
    kind: "move-column",
    title: "to a table that points here, NOT NULL with a default, an index and a comment",
    setUp: `CREATE TABLE public.profiles (t_id int PRIMARY KEY REFERENCES public.t ON DELETE CASCADE, seen int);
      INSERT INTO public.profiles SELECT id FROM public.t; CREATE INDEX t_name ON public.t (name);
      COMMENT ON COLUMN public.t.name IS 'who'`,
    words: { sentence: "move t.name to profiles as full_name" },
    naive: `ALTER TABLE public.profiles ADD full_name text; UPDATE public.profiles SET full_name = name FROM public.t WHERE id = t_id;
      ALTER TABLE public.t DROP name`,
    nodes: NODES,
  },
  {
    kind: "move-column",
    title: "to the table that is pointed at, quoted names, a key of two columns, two schemas",
    setUp: `CREATE TABLE public."Se lf" ("A" int, "B" text, PRIMARY KEY ("A", "B"), "or" int);
      INSERT INTO public."Se lf" SELECT g, 'n' || g, g FROM generate_series(1, 30) g;
      ALTER TABLE ${ODD} ADD "Kind" varchar(9), ADD CONSTRAINT one UNIQUE ("Full Name", id),
        ADD CONSTRAINT up FOREIGN KEY (id, "Full Name") REFERENCES public."Se lf" ("A", "B");
      UPDATE ${ODD} SET "Kind" = 'k' || id WHERE id % 2 = 0`,
    words: { sentence: `move ${ODD}."Kind" to "Se lf"` },
    naive: `ALTER TABLE public."Se lf" ADD "Kind" varchar(9);
      UPDATE public."Se lf" AS s SET "Kind" = o."Kind" FROM ${ODD} AS o WHERE o.id = s."A" AND o."Full Name" = s."B";
      ALTER TABLE ${ODD} DROP "Kind"`,
    nodes: NODES,
  },
];
