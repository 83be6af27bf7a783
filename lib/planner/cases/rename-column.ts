import { IN_PARTS, KEYED_PARTS, NUMBERED_PARTS, ODD } from "./common-tables";
import type { OperationCase } from "./operation-case";

const NODES = ["expand", "backfill", "deploy-new-name", "deploy-forget-old", "contract"];

export const renameColumnCases: readonly OperationCase[] = [
  {
    kind: "rename-column",
    title: "plain",
    words: { sentence: "rename t.email to mail" },
    naive: "ALTER TABLE public.t RENAME email TO mail",
    nodes: NODES,
  },
  {
    kind: "rename-column",
    title: "an identity key that others and its own table point at",
    setUp: `
      CREATE TABLE public.people (id bigint GENERATED ALWAYS AS IDENTITY (START 5 INCREMENT 2) PRIMARY KEY, boss bigint REFERENCES public.people, name text);
      COMMENT ON CONSTRAINT people_pkey ON public.people IS 'who'; COMMENT ON COLUMN public.people.id IS 'number';
      CREATE TABLE public.friends (a bigint REFERENCES public.people ON DELETE CASCADE, b bigint NOT NULL CONSTRAINT other REFERENCES public.people, PRIMARY KEY (a, b));
      INSERT INTO public.people (name) SELECT 'p' || g FROM generate_series(1, 60) g;
      UPDATE public.people SET boss = 5 WHERE id > 20;
      INSERT INTO public.friends SELECT p.id, q.id FROM public.people p, public.people q WHERE p.id < 20 AND q.id < 20`,
    words: { sentence: "rename people.id to person_id" },
    naive: "ALTER TABLE public.people RENAME id TO person_id",
    nodes: NODES,
  },
  {
    kind: "rename-column",
    title: "part of a composite serial key, quoted names",
    setUp: `ALTER TABLE ${ODD} DROP CONSTRAINT "Tab le_pkey", ADD CONSTRAINT "K" PRIMARY KEY (id, "Full Name");
      CREATE SEQUENCE "Odd one"."S" OWNED BY ${ODD}.id; ALTER TABLE ${ODD} ALTER id SET DEFAULT nextval('"Odd one"."S"');
      CREATE TABLE "Odd one"."Kid" ("I" int, "N" text, CONSTRAINT "up" FOREIGN KEY ("I", "N") REFERENCES ${ODD} (id, "Full Name"));
      INSERT INTO "Odd one"."Kid" SELECT id, "Full Name" FROM ${ODD}`,
    words: { sql: `ALTER TABLE ${ODD} RENAME id TO "The id"` },
    naive: `ALTER TABLE ${ODD} RENAME id TO "The id"`,
    nodes: NODES,
  },
  {
    kind: "rename-column",
    title: "a unique column that others point at",
    setUp: `UPDATE public.t SET parent_code = NULL WHERE id > 10;
      ALTER TABLE public.t ADD CONSTRAINT t_code FOREIGN KEY (parent_code) REFERENCES public.parents (code) ON UPDATE CASCADE`,
    words: { sentence: "rename parents.code to sign" },
    naive: "ALTER TABLE public.parents RENAME code TO sign",
    nodes: NODES,
  },
  {
    kind: "rename-column",
    title: "of a partitioned table, with indexes, a unique constraint, statistics and comments",
    setUp: IN_PARTS,
    words: { sentence: "rename parts.label to title" },
    naive: "ALTER TABLE public.parts RENAME label TO title",
    nodes: NODES,
  },
  {
    kind: "rename-column",
    title: "of a partitioned table, with a foreign key",
    setUp: IN_PARTS,
    words: { sentence: "rename parts.parent_id to owner_id" },
    naive: "ALTER TABLE public.parts RENAME parent_id TO owner_id",
    nodes: NODES,
  },
  {
    kind: "rename-column",
    title: "of a partitioned table, with a check",
    setUp: IN_PARTS,
    words: { sentence: "rename parts.size to weight" },
    naive: "ALTER TABLE public.parts RENAME size TO weight",
    nodes: NODES,
  },
  {
    kind: "rename-column",
    title: "of a partitioned table, a serial number of its primary key",
    setUp: KEYED_PARTS,
    words: { sentence: "rename events.id to number" },
    naive: "ALTER TABLE public.events RENAME id TO number",
    nodes: NODES,
  },
  {
    kind: "rename-column",
    title: "of a partitioned table, an identity, its primary key",
    majors: [18],
    setUp: NUMBERED_PARTS,
    words: { sentence: "rename events.id to number" },
    naive: "ALTER TABLE public.events RENAME id TO number",
    nodes: NODES,
  },
  {
    kind: "rename-column",
    title: "a key that a partitioned table points at",
    setUp: IN_PARTS,
    words: { sentence: "rename parents.id to number" },
    naive: "ALTER TABLE public.parents RENAME id TO number",
    nodes: NODES,
  },
];
