-- Deploy flipr:insert_user to pg
-- requires: users
-- requires: appschema

BEGIN;

CREATE OR REPLACE FUNCTION flipr.insert_user(
    nickname TEXT,
    password TEXT
) RETURNS VOID LANGUAGE SQL SECURITY DEFINER AS $$
    INSERT INTO flipr.users VALUES($1, crypt($2, gen_salt('md5')));
$$;

GRANT EXECUTE ON FUNCTION flipr.insert_user(TEXT, TEXT) TO PUBLIC;

COMMIT;
-- next file
-- Verify flipr:users on pg

BEGIN;
SET client_min_messages = 'warning';
SELECT nickname, password, timestamp
  FROM flipr.users
 WHERE FALSE;
SELECT 1/COUNT(*) FROM information_schema.schemata WHERE schema_name = 'flipr';
DO $$
BEGIN
   ASSERT (SELECT has_schema_privilege('flipr', 'usage')), 'no usage';
END $$;
ROLLBACK;
-- next file
-- Revert flipr:users from pg

BEGIN;
DROP TABLE flipr.users;
COMMIT;
