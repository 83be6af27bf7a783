import { ODD } from "./common-tables";
import type { OperationCase } from "./operation-case";

const NODES = ["expand", "backfill", "deploy-new-place", "deploy-forget-table", "contract"];

export const mergeTablesCases: readonly OperationCase[] = [
  {
    kind: "merge-tables",
    title: "a numbered key of its own, NOT NULL and defaults, indexes, a check, a trigger, rows missing",
    setUp: `CREATE TABLE public.profiles (id bigserial PRIMARY KEY, t_id int NOT NULL UNIQUE REFERENCES public.t ON DELETE CASCADE,
        bio text NOT NULL DEFAULT '', seen int CHECK (seen > 0), at date NOT NULL, code text COLLATE "C" UNIQUE, extra jsonb,
        parent_id int REFERENCES public.parents);
      CREATE INDEX profiles_bio ON public.profiles (lower(bio)); COMMENT ON COLUMN public.profiles.bio IS 'who';
      CREATE FUNCTION public.touch() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN NEW.seen := coalesce(NEW.seen, 1); RETURN NEW; END';
      CREATE TRIGGER touch BEFORE UPDATE ON public.profiles FOR EACH ROW EXECUTE FUNCTION public.touch();
      INSERT INTO public.profiles (t_id, bio, seen, at, code, extra, parent_id)
        SELECT id, 'b' || id, nullif(id % 7, 0), date '2026-01-01' + id, 'c' || id, '{"a": 1}', id % 40 + 1 FROM public.t WHERE id % 3 > 0`,
    words: { sentence: "merge profiles into t with bio as about, parent_id as profile_parent_id" },
    naive: `ALTER TABLE public.t ADD about text, ADD seen int, ADD at date, ADD code text COLLATE "C", ADD extra jsonb, ADD profile_parent_id int;
      UPDATE public.t SET about = bio, seen = p.seen, at = p.at, code = p.code, extra = p.extra, profile_parent_id = p.parent_id
        FROM public.profiles AS p WHERE p.t_id = t.id;
      DROP TABLE public.profiles`,
    nodes: NODES,
  },
  {
    kind: "merge-tables",
    title: "quoted names, a key of two columns, two schemas, columns left out",
    setUp: `ALTER TABLE ${ODD} ADD CONSTRAINT one UNIQUE ("Full Name", id);
      CREATE TABLE public."Se lf" ("A" int, "B" text, "or" int, "made" date NOT NULL, "twice" int GENERATED ALWAYS AS ("or" * 2) STORED,
        PRIMARY KEY ("A", "B"), CONSTRAINT up FOREIGN KEY ("B", "A") REFERENCES ${ODD} ("Full Name", id) ON UPDATE CASCADE ON DELETE CASCADE);
      INSERT INTO public."Se lf" SELECT id, "Full Name", id, '2026-01-01' FROM ${ODD} WHERE id % 2 = 0`,
    words: {
      operations: [
        {
          kind: "merge-tables",
          table: 'public."Se lf"',
          into: ODD,
          as: `"or" AS "Oder"`,
          without: ["made", "twice"],
        },
      ],
    },
    naive: `ALTER TABLE ${ODD} ADD "Oder" int; UPDATE ${ODD} SET "Oder" = id WHERE id % 2 = 0; DROP TABLE public."Se lf"`,
    nodes: NODES,
  },
];
