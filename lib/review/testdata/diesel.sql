-- This file was automatically created by Diesel to setup helper functions
-- and other internal bookkeeping.

-- Sets up a trigger for the given table to automatically set a column called
-- `updated_at` whenever the row is modified.
CREATE OR REPLACE FUNCTION diesel_manage_updated_at(_tbl regclass) RETURNS VOID AS $$
BEGIN
    EXECUTE format('CREATE TRIGGER set_updated_at BEFORE UPDATE ON %s
                    FOR EACH ROW EXECUTE PROCEDURE diesel_set_updated_at()', _tbl);
END;
$$ LANGUAGE plpgsql;
-- next file
CREATE TABLE posts (
  id SERIAL PRIMARY KEY,
  title VARCHAR NOT NULL,
  published BOOLEAN NOT NULL DEFAULT FALSE
);
SELECT diesel_manage_updated_at('posts');
