BEGIN;

CREATE TABLE alembic_version (
    version_num VARCHAR(32) NOT NULL, 
    CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);

-- Running upgrade  -> 1975ea83b712

CREATE TYPE jobstate AS ENUM ('queued', 'running');

CREATE TABLE job (
    id SERIAL NOT NULL, 
    state jobstate NOT NULL, 
    payload JSONB DEFAULT '{}'::jsonb NOT NULL, 
    owner_id INTEGER, 
    PRIMARY KEY (id), 
    CONSTRAINT fk_job_owner FOREIGN KEY(owner_id) REFERENCES account (id) ON DELETE SET NULL
);

CREATE INDEX ix_job_state ON job (state) WHERE state = 'queued';

INSERT INTO alembic_version (version_num) VALUES ('1975ea83b712') RETURNING alembic_version.version_num;

-- Running upgrade 1975ea83b712 -> 8d2c1f0a77aa

ALTER TABLE job ADD COLUMN tries INTEGER DEFAULT '0' NOT NULL;

ALTER TABLE job ALTER COLUMN payload TYPE TEXT USING payload::text;

UPDATE alembic_version SET version_num='8d2c1f0a77aa' WHERE alembic_version.version_num = '1975ea83b712';

COMMIT;
