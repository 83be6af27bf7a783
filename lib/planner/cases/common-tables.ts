/** Tables with rows and a little of everything; run by their owner. */
export const COMMON = `
  CREATE SCHEMA "Odd one";
  CREATE TYPE public.mood AS ENUM ('sad', 'ok');
  CREATE FUNCTION public.code() RETURNS text LANGUAGE sql VOLATILE AS 'SELECT pg_catalog.md5(pg_catalog.random()::text)';
  CREATE FUNCTION public.tidy(text) RETURNS text LANGUAGE sql IMMUTABLE AS 'SELECT pg_catalog.lower($1)';
  CREATE TABLE public.parents (id int PRIMARY KEY, code text NOT NULL UNIQUE, note text);
  INSERT INTO public.parents SELECT g, 'p' || g, CASE WHEN g % 3 = 0 THEN 'n' || g END FROM generate_series(1, 40) g;
  CREATE TABLE public.t (
    id int PRIMARY KEY,
    name text NOT NULL DEFAULT 'nobody',
    email varchar(200),
    age int CONSTRAINT grown CHECK (age >= 0),
    parent_id int CONSTRAINT t_parent REFERENCES public.parents (id),
    parent_code text,
    slug text NOT NULL CONSTRAINT t_slug UNIQUE,
    state public.mood
  );
  CREATE INDEX t_email ON public.t (lower(email)) WHERE email IS NOT NULL;
  COMMENT ON CONSTRAINT t_slug ON public.t IS 'one each';
  INSERT INTO public.t SELECT g, 'n' || g, CASE WHEN g % 4 > 0 THEN 'e' || g END, g, g % 40 + 1, 'p' || (g % 40 + 1), 's' || g, 'ok'
    FROM generate_series(1, 300) g;
  CREATE TABLE "Odd one"."Tab le" (id int PRIMARY KEY, "Full Name" text NOT NULL, "select" int);
  INSERT INTO "Odd one"."Tab le" SELECT g, 'n' || g, g FROM generate_series(1, 20) g;
  ANALYZE;
`;

/** Names that need quotes. */
export const ODD = `"Odd one"."Tab le"`;
/** The nodes of a rule that the app must obey first. */
export const RULE = ["deploy-obey-rule", "backfill"];

/** A table in partitions, one of them in partitions too; an index of one has a name of its own. */
export const IN_PARTS = `
  CREATE TABLE public.parts (id int NOT NULL, at date NOT NULL, label text NOT NULL DEFAULT 'none', size int
      CONSTRAINT big CHECK (size > 0), parent_id int DEFAULT 1, CONSTRAINT parts_key PRIMARY KEY (id, at))
    PARTITION BY RANGE (at);
  CREATE TABLE public.parts_1 PARTITION OF public.parts FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');
  CREATE TABLE public.parts_2 PARTITION OF public.parts FOR VALUES FROM ('2027-01-01') TO ('2028-01-01')
    PARTITION BY LIST (id);
  CREATE TABLE public.parts_2_a PARTITION OF public.parts_2 DEFAULT;
  CREATE INDEX "Odd index" ON public.parts_1 (lower(label)) WHERE label <> 'none';
  CREATE INDEX parts_label ON public.parts (lower(label)) WHERE label <> 'none';
  ALTER TABLE public.parts ADD CONSTRAINT parts_once UNIQUE (at, label, id),
    ADD CONSTRAINT parts_parent FOREIGN KEY (parent_id) REFERENCES public.parents (id) ON DELETE CASCADE;
  CREATE STATISTICS public.parts_stats ON id, label FROM public.parts;
  COMMENT ON COLUMN public.parts.label IS 'as printed';
  COMMENT ON INDEX public.parts_label IS 'for search';
  COMMENT ON CONSTRAINT parts_parent ON public.parts IS 'whose';
  ALTER TABLE public.parts ALTER label SET STATISTICS 200, ALTER label SET STORAGE EXTERNAL;
  INSERT INTO public.parts SELECT g, date '2026-01-01' + g * 7, CASE WHEN g % 3 > 0 THEN 'n' || g ELSE 'none' END, g, g % 40 + 1
    FROM generate_series(1, 90) g;
  ANALYZE public.parts;
`;
