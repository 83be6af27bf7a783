BEGIN;
CREATE TABLE IF NOT EXISTS sessions(
   id uuid PRIMARY KEY,
   user_id bigint NOT NULL REFERENCES users ON DELETE CASCADE,
   expires_at timestamptz NOT NULL
);
COMMIT;
-- next file
ALTER TABLE sessions ADD COLUMN IF NOT EXISTS ip inet;
-- next file
DROP TABLE IF EXISTS sessions;
