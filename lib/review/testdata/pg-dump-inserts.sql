--
-- PostgreSQL database dump
--

SET client_encoding = 'UTF8';
SET standard_conforming_strings = off;
SET escape_string_warning = off;
BEGIN;
SET LOCAL search_path TO public, pg_catalog;
DROP TABLE IF EXISTS public.notes CASCADE;
CREATE TABLE public.notes (
    id integer NOT NULL,
    body text,
    raw bytea,
    at timestamp without time zone
);
INSERT INTO public.notes VALUES (1, 'It''s a "note"; with -- dashes /* and */ more', '\x00ff', '2024-02-29 23:59:59.999');
INSERT INTO public.notes VALUES (2, E'line one\nline two\ttab \\ \'quoted\'', NULL, 'infinity');
INSERT INTO public.notes (id, body) VALUES
	(3, 'müller — 日本語 🚀'),
	(4, $$dollar 'quoted'; text$$),
	(5, $q$nested $$ dollars $$ in; q$q$)
  ON CONFLICT DO NOTHING;
ALTER TABLE ONLY public.notes
    ADD CONSTRAINT notes_pkey PRIMARY KEY (id);
COMMIT;
ANALYZE public.notes;
