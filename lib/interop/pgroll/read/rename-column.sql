-- ════ 1, up
-- rename customers.full_name to name: expand
-- interlock: plan=44fdb673fde1 phase=expand
-- Merge at any time: the app as it is does not notice.
-- Create the function that keeps full_name and name equal, and its tripwire; Add name to public.customers, empty, and keep it equal to full_name from now on
SET LOCAL lock_timeout = '3s';
CREATE SCHEMA IF NOT EXISTS interlock;
CREATE SEQUENCE IF NOT EXISTS interlock.customers_full_name_4f01d14a_tripwire;
GRANT USAGE ON SCHEMA interlock TO PUBLIC;
GRANT USAGE ON SEQUENCE interlock.customers_full_name_4f01d14a_tripwire TO PUBLIC;
CREATE OR REPLACE FUNCTION interlock.customers_full_name_4f01d14a_sync() RETURNS trigger LANGUAGE plpgsql AS $interlock$
DECLARE
  tripped pg_catalog.int8;
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF NEW.name IS NOT NULL THEN
      NEW.full_name := NEW.name;
    ELSE
      NEW.name := NEW.full_name;
      IF NEW.full_name IS NOT NULL AND NEW.full_name IS DISTINCT FROM ('nobody'::text) THEN
        tripped := pg_catalog.nextval('interlock.customers_full_name_4f01d14a_tripwire'::pg_catalog.text);
      END IF;
    END IF;
    RETURN NEW;
  END IF;
  IF pg_catalog.current_setting('interlock.backfill', true) = '1' THEN
    -- A batch of ours: the empty side follows the other, also where another trigger has just changed that one.
    IF OLD.name IS NULL AND OLD.full_name IS NOT NULL THEN
      NEW.name := NEW.full_name;
    ELSIF OLD.full_name IS NULL AND OLD.name IS NOT NULL THEN
      NEW.full_name := NEW.name;
    ELSIF NEW.name IS DISTINCT FROM OLD.name THEN
      NEW.full_name := NEW.name;
    ELSE
      NEW.name := NEW.full_name;
    END IF;
    RETURN NEW;
  END IF;
  IF NEW.name IS DISTINCT FROM OLD.name THEN
    NEW.full_name := NEW.name;
  ELSIF NEW.full_name IS DISTINCT FROM OLD.full_name THEN
    NEW.name := NEW.full_name;
    tripped := pg_catalog.nextval('interlock.customers_full_name_4f01d14a_tripwire'::pg_catalog.text);
  ELSIF NEW.name IS NULL AND NEW.full_name IS NOT NULL THEN
    NEW.name := NEW.full_name;
  ELSIF NEW.full_name IS NULL AND NEW.name IS NOT NULL THEN
    NEW.full_name := NEW.name;
  END IF;
  RETURN NEW;
END
$interlock$;
ALTER TABLE public.customers ADD COLUMN name text;
CREATE TRIGGER zz_interlock_full_name_4f01d14a BEFORE INSERT OR UPDATE ON public.customers FOR EACH ROW EXECUTE FUNCTION interlock.customers_full_name_4f01d14a_sync();
ALTER TABLE public.customers ENABLE ALWAYS TRIGGER zz_interlock_full_name_4f01d14a;

-- ════ 1, down
SET LOCAL lock_timeout = '3s';
DROP TRIGGER IF EXISTS zz_interlock_full_name_4f01d14a ON public.customers;
ALTER TABLE public.customers DROP COLUMN IF EXISTS name;
DROP FUNCTION IF EXISTS interlock.customers_full_name_4f01d14a_sync();
DROP SEQUENCE IF EXISTS interlock.customers_full_name_4f01d14a_tripwire;

-- ════ 2, up
-- rename customers.full_name to name: backfill
-- interlock: plan=44fdb673fde1 phase=backfill
-- Merge after expand has run everywhere.
-- Fill name of public.customers in batches
DO $backfill$
DECLARE
  touched bigint;
  written bigint;
BEGIN
  LOOP
    touched := 0;
    PERFORM pg_catalog.set_config('interlock.backfill', '1', true);
    UPDATE public.customers SET name = full_name
WHERE (id) IN (SELECT id FROM public.customers WHERE name IS NULL AND full_name IS NOT NULL ORDER BY id LIMIT 5000 FOR NO KEY UPDATE)
  AND (name IS NULL AND full_name IS NOT NULL);
    GET DIAGNOSTICS written = ROW_COUNT;
    touched := touched + written;
    COMMIT;
    EXIT WHEN touched = 0;
    PERFORM pg_catalog.pg_sleep(0.05);
  END LOOP;
END
$backfill$;

-- ════ 3, up
-- rename customers.full_name to name: backfill
-- interlock: plan=44fdb673fde1 phase=backfill
-- Merge after expand has run everywhere.
-- Require name in new rows
SET LOCAL lock_timeout = '3s';
ALTER TABLE public.customers ADD CONSTRAINT customers_full_name_not_null_4f01d14a CHECK (name IS NOT NULL) NOT VALID;

-- ════ 3, down
SET LOCAL lock_timeout = '3s';
ALTER TABLE public.customers DROP CONSTRAINT IF EXISTS customers_full_name_not_null_4f01d14a;

-- ════ 4, up
-- rename customers.full_name to name: backfill
-- interlock: plan=44fdb673fde1 phase=backfill
-- Merge after expand has run everywhere.
-- Check that no row lacks name
ALTER TABLE public.customers VALIDATE CONSTRAINT customers_full_name_not_null_4f01d14a;

-- ════ 5, up
-- rename customers.full_name to name: backfill
-- interlock: plan=44fdb673fde1 phase=backfill
-- Merge after expand has run everywhere.
-- Make name NOT NULL, proven by the check; Drop the check, which NOT NULL now makes needless; Copy the check customers_full_name_check to name, for new rows at first
SET LOCAL lock_timeout = '3s';
ALTER TABLE public.customers ALTER COLUMN name SET NOT NULL;
ALTER TABLE public.customers DROP CONSTRAINT IF EXISTS customers_full_name_not_null_4f01d14a;
ALTER TABLE public.customers ADD CONSTRAINT customers_full_name_check_4f01d14a CHECK (name <> ''::text) NOT VALID;

-- ════ 5, down
SET LOCAL lock_timeout = '3s';
ALTER TABLE public.customers DROP CONSTRAINT customers_full_name_check_4f01d14a;
ALTER TABLE public.customers ALTER COLUMN name DROP NOT NULL;

-- ════ 6, up
-- rename customers.full_name to name: backfill
-- interlock: plan=44fdb673fde1 phase=backfill
-- Merge after expand has run everywhere.
-- Check all rows against the copy of customers_full_name_check
ALTER TABLE public.customers VALIDATE CONSTRAINT customers_full_name_check_4f01d14a;

-- ════ 8, up
-- rename customers.full_name to name: backfill
-- interlock: plan=44fdb673fde1 phase=backfill
-- Merge after expand has run everywhere.
-- Copy the comments to name
SET LOCAL lock_timeout = '3s';
COMMENT ON COLUMN public.customers.name IS 'As on the card';

-- ════ 8, down
SET LOCAL lock_timeout = '3s';
COMMENT ON COLUMN public.customers.name IS NULL;

-- ════ 9, up
-- rename customers.full_name to name: contract
-- interlock: plan=44fdb673fde1 phase=contract
-- Merge only when this deploy is finished everywhere: Release an app whose models no longer list full_name.
-- Takes something away. The way back is below; what it loses is said there.
-- Check that nothing in the database still names full_name and that no row would lose a value
SET LOCAL lock_timeout = '3s';
DO $check$
DECLARE objection text;
BEGIN
  FOR objection IN SELECT 'Functions of triggers on customers name full_name: ' || pg_catalog.string_agg(DISTINCT p.oid::pg_catalog.regprocedure::pg_catalog.text, ', ') || '. Every write would fail; replace them by ones that use name.' AS problem
FROM pg_catalog.pg_proc AS p JOIN pg_catalog.pg_namespace AS n ON n.oid = p.pronamespace
WHERE n.nspname NOT IN ('pg_catalog', 'information_schema', 'interlock')
  AND p.oid IN (SELECT t.tgfoid FROM pg_catalog.pg_trigger AS t WHERE NOT t.tgisinternal AND t.tgrelid = pg_catalog.to_regclass('public.customers')) AND p.prosrc ~* '(^|[^[:alnum:]_$])full_name([^[:alnum:]_$]|$)'
HAVING pg_catalog.count(*) > 0
UNION ALL
SELECT 'Functions name customers and full_name: ' || pg_catalog.string_agg(DISTINCT p.oid::pg_catalog.regprocedure::pg_catalog.text, ', ') || '. They would fail when called; replace them by ones that use name.'
FROM pg_catalog.pg_proc AS p JOIN pg_catalog.pg_namespace AS n ON n.oid = p.pronamespace
WHERE n.nspname NOT IN ('pg_catalog', 'information_schema', 'interlock')
  AND p.oid NOT IN (SELECT t.tgfoid FROM pg_catalog.pg_trigger AS t WHERE NOT t.tgisinternal AND t.tgrelid = pg_catalog.to_regclass('public.customers')) AND p.prosrc ~* '(^|[^[:alnum:]_$])customers([^[:alnum:]_$]|$)' AND p.prosrc ~* '(^|[^[:alnum:]_$])full_name([^[:alnum:]_$]|$)'
  AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend AS d
    WHERE d.classid = 'pg_catalog.pg_proc'::pg_catalog.regclass AND d.objid = p.oid AND d.deptype = 'e')
HAVING pg_catalog.count(*) > 0
UNION ALL
SELECT 'Objects depend on full_name: ' || pg_catalog.string_agg(DISTINCT pg_catalog.pg_describe_object(d.classid, d.objid, d.objsubid), ', ') || '. The server refuses to drop the column while they do.'
FROM pg_catalog.pg_depend AS d JOIN pg_catalog.pg_attribute AS a ON a.attrelid = d.refobjid AND a.attnum = d.refobjsubid
WHERE d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.refobjid = pg_catalog.to_regclass('public.customers')
  AND a.attname = 'full_name' AND NOT a.attisdropped AND d.deptype = 'n'
  AND NOT EXISTS (SELECT FROM pg_catalog.pg_trigger AS ours JOIN pg_catalog.pg_proc AS p ON p.oid = ours.tgfoid
    WHERE d.classid = 'pg_catalog.pg_trigger'::pg_catalog.regclass AND ours.oid = d.objid
      AND p.pronamespace = pg_catalog.to_regnamespace('interlock')::pg_catalog.oid)
  AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend AS o
    WHERE o.classid = d.classid AND o.objid = d.objid AND o.refclassid = d.refclassid
      AND o.refobjid = d.refobjid AND o.refobjsubid = d.refobjsubid AND o.deptype IN ('a', 'i'))
HAVING pg_catalog.count(*) > 0
UNION ALL
SELECT 'The trigger zz_interlock_full_name_4f01d14a, which keeps full_name and name equal, is missing, disabled or changed: writes may have gone to one of them only.'
WHERE NOT (EXISTS (SELECT FROM pg_catalog.pg_trigger WHERE tgrelid = pg_catalog.to_regclass('public.customers') AND tgname = 'zz_interlock_full_name_4f01d14a' AND tgenabled = 'A' AND tgfoid = pg_catalog.to_regprocedure('interlock.customers_full_name_4f01d14a_sync()')::pg_catalog.oid) AND EXISTS (SELECT FROM pg_catalog.pg_proc WHERE oid = pg_catalog.to_regprocedure('interlock.customers_full_name_4f01d14a_sync()')::pg_catalog.oid AND prosrc = '
DECLARE
  tripped pg_catalog.int8;
BEGIN
  IF TG_OP = ''INSERT'' THEN
    IF NEW.name IS NOT NULL THEN
      NEW.full_name := NEW.name;
    ELSE
      NEW.name := NEW.full_name;
      IF NEW.full_name IS NOT NULL AND NEW.full_name IS DISTINCT FROM (''nobody''::text) THEN
        tripped := pg_catalog.nextval(''interlock.customers_full_name_4f01d14a_tripwire''::pg_catalog.text);
      END IF;
    END IF;
    RETURN NEW;
  END IF;
  IF pg_catalog.current_setting(''interlock.backfill'', true) = ''1'' THEN
    -- A batch of ours: the empty side follows the other, also where another trigger has just changed that one.
    IF OLD.name IS NULL AND OLD.full_name IS NOT NULL THEN
      NEW.name := NEW.full_name;
    ELSIF OLD.full_name IS NULL AND OLD.name IS NOT NULL THEN
      NEW.full_name := NEW.name;
    ELSIF NEW.name IS DISTINCT FROM OLD.name THEN
      NEW.full_name := NEW.name;
    ELSE
      NEW.name := NEW.full_name;
    END IF;
    RETURN NEW;
  END IF;
  IF NEW.name IS DISTINCT FROM OLD.name THEN
    NEW.full_name := NEW.name;
  ELSIF NEW.full_name IS DISTINCT FROM OLD.full_name THEN
    NEW.name := NEW.full_name;
    tripped := pg_catalog.nextval(''interlock.customers_full_name_4f01d14a_tripwire''::pg_catalog.text);
  ELSIF NEW.name IS NULL AND NEW.full_name IS NOT NULL THEN
    NEW.name := NEW.full_name;
  ELSIF NEW.full_name IS NULL AND NEW.name IS NOT NULL THEN
    NEW.full_name := NEW.name;
  END IF;
  RETURN NEW;
END
'))
UNION ALL
SELECT 'Row security hides rows of public.customers from this role: whether they would lose a value cannot be seen.'
WHERE pg_catalog.row_security_active('public.customers'::pg_catalog.text)
UNION ALL
SELECT 'Rows in which full_name and name differ: ' || pg_catalog.count(*)::pg_catalog.text || '. What only full_name says would be lost.'
FROM public.customers WHERE full_name IS DISTINCT FROM name
HAVING pg_catalog.count(*) > 0 LOOP
    RAISE EXCEPTION '%', objection;
  END LOOP;
END
$check$;

-- ════ 10, up
-- rename customers.full_name to name: contract
-- interlock: plan=44fdb673fde1 phase=contract
-- Merge only when this deploy is finished everywhere: Release an app whose models no longer list full_name.
-- Takes something away. The way back is below; what it loses is said there.
-- Drop full_name of public.customers; name takes over its default and the names of its constraints and indexes
SET LOCAL lock_timeout = '3s';
DROP TRIGGER zz_interlock_full_name_4f01d14a ON public.customers;
ALTER TABLE public.customers ALTER COLUMN name SET DEFAULT 'nobody'::text;
ALTER TABLE public.customers DROP COLUMN full_name;
DROP FUNCTION interlock.customers_full_name_4f01d14a_sync();
DROP SEQUENCE interlock.customers_full_name_4f01d14a_tripwire;
ALTER TABLE public.customers RENAME CONSTRAINT customers_full_name_check_4f01d14a TO customers_full_name_check;
ALTER INDEX public.customers_full_name_idx_4f01d14a RENAME TO customers_full_name_idx;

-- ════ 10, down
SET LOCAL lock_timeout = '3s';
COMMENT ON COLUMN public.customers.full_name IS 'As on the card';

-- ════ 11, up
-- rename customers.full_name to name: contract
-- interlock: plan=44fdb673fde1 phase=contract
-- Merge only when this deploy is finished everywhere: Release an app whose models no longer list full_name.
-- Takes something away. The way back is below; what it loses is said there.
-- Only a way back, of: Drop full_name of public.customers; name takes over its default and the names of its constraints and indexes
SELECT 1;

-- ════ 11, down
CREATE INDEX CONCURRENTLY customers_full_name_idx ON public.customers (full_name);

-- ════ 12, up
-- rename customers.full_name to name: contract
-- interlock: plan=44fdb673fde1 phase=contract
-- Merge only when this deploy is finished everywhere: Release an app whose models no longer list full_name.
-- Takes something away. The way back is below; what it loses is said there.
-- Only a way back, of: Drop full_name of public.customers; name takes over its default and the names of its constraints and indexes
SELECT 1;

-- ════ 12, down
ALTER TABLE public.customers VALIDATE CONSTRAINT customers_full_name_check;

-- ════ 13, up
-- rename customers.full_name to name: contract
-- interlock: plan=44fdb673fde1 phase=contract
-- Merge only when this deploy is finished everywhere: Release an app whose models no longer list full_name.
-- Takes something away. The way back is below; what it loses is said there.
-- Only a way back, of: Drop full_name of public.customers; name takes over its default and the names of its constraints and indexes
SELECT 1;

-- ════ 13, down
SET LOCAL lock_timeout = '3s';
ALTER TABLE public.customers ALTER COLUMN full_name SET NOT NULL;
ALTER TABLE public.customers DROP CONSTRAINT IF EXISTS customers_full_name_not_null_check;
ALTER TABLE public.customers ADD CONSTRAINT customers_full_name_check CHECK (full_name <> ''::text) NOT VALID;

-- ════ 14, up
-- rename customers.full_name to name: contract
-- interlock: plan=44fdb673fde1 phase=contract
-- Merge only when this deploy is finished everywhere: Release an app whose models no longer list full_name.
-- Takes something away. The way back is below; what it loses is said there.
-- Only a way back, of: Drop full_name of public.customers; name takes over its default and the names of its constraints and indexes
SELECT 1;

-- ════ 14, down
ALTER TABLE public.customers VALIDATE CONSTRAINT customers_full_name_not_null_check;

-- ════ 15, up
-- rename customers.full_name to name: contract
-- interlock: plan=44fdb673fde1 phase=contract
-- Merge only when this deploy is finished everywhere: Release an app whose models no longer list full_name.
-- Takes something away. The way back is below; what it loses is said there.
-- Only a way back, of: Drop full_name of public.customers; name takes over its default and the names of its constraints and indexes
SELECT 1;

-- ════ 15, down
SET LOCAL lock_timeout = '3s';
ALTER TABLE public.customers ADD CONSTRAINT customers_full_name_not_null_check CHECK (full_name IS NOT NULL) NOT VALID;

-- ════ 16, up
-- rename customers.full_name to name: contract
-- interlock: plan=44fdb673fde1 phase=contract
-- Merge only when this deploy is finished everywhere: Release an app whose models no longer list full_name.
-- Takes something away. The way back is below; what it loses is said there.
-- Only a way back, of: Drop full_name of public.customers; name takes over its default and the names of its constraints and indexes
SELECT 1;

-- ════ 16, down
DO $backfill$
DECLARE
  touched bigint;
  written bigint;
BEGIN
  LOOP
    touched := 0;
    PERFORM pg_catalog.set_config('interlock.backfill', '1', true);
    UPDATE public.customers SET full_name = name
WHERE (id) IN (SELECT id FROM public.customers WHERE full_name IS NULL AND name IS NOT NULL ORDER BY id LIMIT 5000 FOR NO KEY UPDATE)
  AND (full_name IS NULL AND name IS NOT NULL);
    GET DIAGNOSTICS written = ROW_COUNT;
    touched := touched + written;
    COMMIT;
    EXIT WHEN touched = 0;
    PERFORM pg_catalog.pg_sleep(0.05);
  END LOOP;
END
$backfill$;

-- ════ 17, up
-- rename customers.full_name to name: contract
-- interlock: plan=44fdb673fde1 phase=contract
-- Merge only when this deploy is finished everywhere: Release an app whose models no longer list full_name.
-- Takes something away. The way back is below; what it loses is said there.
-- Only a way back, of: Drop full_name of public.customers; name takes over its default and the names of its constraints and indexes
SELECT 1;

-- ════ 17, down
SET LOCAL lock_timeout = '3s';
CREATE SEQUENCE IF NOT EXISTS interlock.customers_full_name_4f01d14a_tripwire;
GRANT USAGE ON SCHEMA interlock TO PUBLIC;
GRANT USAGE ON SEQUENCE interlock.customers_full_name_4f01d14a_tripwire TO PUBLIC;
CREATE OR REPLACE FUNCTION interlock.customers_full_name_4f01d14a_sync() RETURNS trigger LANGUAGE plpgsql AS $interlock$
DECLARE
  tripped pg_catalog.int8;
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF NEW.name IS NOT NULL THEN
      NEW.full_name := NEW.name;
    ELSE
      NEW.name := NEW.full_name;
      IF NEW.full_name IS NOT NULL AND NEW.full_name IS DISTINCT FROM ('nobody'::text) THEN
        tripped := pg_catalog.nextval('interlock.customers_full_name_4f01d14a_tripwire'::pg_catalog.text);
      END IF;
    END IF;
    RETURN NEW;
  END IF;
  IF pg_catalog.current_setting('interlock.backfill', true) = '1' THEN
    -- A batch of ours: the empty side follows the other, also where another trigger has just changed that one.
    IF OLD.name IS NULL AND OLD.full_name IS NOT NULL THEN
      NEW.name := NEW.full_name;
    ELSIF OLD.full_name IS NULL AND OLD.name IS NOT NULL THEN
      NEW.full_name := NEW.name;
    ELSIF NEW.name IS DISTINCT FROM OLD.name THEN
      NEW.full_name := NEW.name;
    ELSE
      NEW.name := NEW.full_name;
    END IF;
    RETURN NEW;
  END IF;
  IF NEW.name IS DISTINCT FROM OLD.name THEN
    NEW.full_name := NEW.name;
  ELSIF NEW.full_name IS DISTINCT FROM OLD.full_name THEN
    NEW.name := NEW.full_name;
    tripped := pg_catalog.nextval('interlock.customers_full_name_4f01d14a_tripwire'::pg_catalog.text);
  ELSIF NEW.name IS NULL AND NEW.full_name IS NOT NULL THEN
    NEW.name := NEW.full_name;
  ELSIF NEW.full_name IS NULL AND NEW.name IS NOT NULL THEN
    NEW.full_name := NEW.name;
  END IF;
  RETURN NEW;
END
$interlock$;
ALTER TABLE public.customers RENAME CONSTRAINT customers_full_name_check TO customers_full_name_check_4f01d14a;
ALTER INDEX public.customers_full_name_idx RENAME TO customers_full_name_idx_4f01d14a;
ALTER TABLE public.customers ADD COLUMN full_name text;
ALTER TABLE public.customers ALTER COLUMN name DROP DEFAULT;
ALTER TABLE public.customers ALTER COLUMN full_name SET DEFAULT 'nobody'::text;
CREATE TRIGGER zz_interlock_full_name_4f01d14a BEFORE INSERT OR UPDATE ON public.customers FOR EACH ROW EXECUTE FUNCTION interlock.customers_full_name_4f01d14a_sync();
ALTER TABLE public.customers ENABLE ALWAYS TRIGGER zz_interlock_full_name_4f01d14a;
