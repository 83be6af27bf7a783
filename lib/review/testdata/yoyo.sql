-- Create users
-- depends: 0000.initial
-- transactional: false

CREATE TABLE users (id SERIAL PRIMARY KEY, email CITEXT UNIQUE NOT NULL);
CREATE INDEX CONCURRENTLY users_email_trgm ON users USING gin (email gin_trgm_ops);
MERGE INTO users u USING staging s ON u.email = s.email
  WHEN MATCHED AND s.gone THEN DELETE
  WHEN MATCHED THEN UPDATE SET email = s.email
  WHEN NOT MATCHED THEN INSERT (email) VALUES (s.email);
