\set ON_ERROR_STOP on
\timing on
\pset pager off
\if :{?skip}
  \echo 'nothing to do'
  \quit
\endif
BEGIN;
\i functions.sql
CREATE TEMP TABLE import (a int, b text);
\copy import from 'import.csv' with (format csv)
INSERT INTO target SELECT * FROM import ON CONFLICT (a) DO UPDATE SET b = excluded.b;
SELECT format('ANALYZE %I;', relname) FROM pg_class WHERE relkind = 'r' LIMIT 3 \gexec
SELECT count(*) AS n FROM target \gset
\echo done :n
COMMIT;
VACUUM (VERBOSE, ANALYZE) target;
