-- V1__create_accounts.sql
create table if not exists account (
  id          bigint generated always as identity primary key,
  owner       varchar(100) not null,
  balance     numeric(19, 4) not null default 0 check (balance >= 0),
  version     int not null default 0,
  created_on  timestamp not null default current_timestamp
);
comment on table account is 'One row per account; see "docs"';
create index idx_account_owner on account (owner);

-- next file
-- V1.1__audit.sql
CREATE OR REPLACE FUNCTION audit() RETURNS TRIGGER AS
$body$
BEGIN
    IF (TG_OP = 'DELETE') THEN
        INSERT INTO account_audit SELECT 'D', now(), user, OLD.*;
        RETURN OLD;
    ELSIF (TG_OP = 'UPDATE') THEN
        INSERT INTO account_audit SELECT 'U', now(), user, NEW.*;
        RETURN NEW;
    END IF;
    RETURN NULL; -- result is ignored since this is an AFTER trigger
END;
$body$
LANGUAGE plpgsql;
CREATE TRIGGER account_audit AFTER UPDATE OR DELETE ON account FOR EACH ROW EXECUTE PROCEDURE audit();

-- next file
-- R__views.sql
CREATE OR REPLACE VIEW rich AS
WITH RECURSIVE tree AS (
    SELECT id, parent_id, 1 AS depth FROM account WHERE parent_id IS NULL
    UNION ALL
    SELECT a.id, a.parent_id, t.depth + 1 FROM account a JOIN tree t ON t.id = a.parent_id
)
SELECT t.*, sum(x.n) OVER w AS running
FROM tree t
CROSS JOIN LATERAL (SELECT count(*) AS n FROM account b WHERE b.parent_id = t.id) x
WINDOW w AS (PARTITION BY t.depth ORDER BY t.id ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW);
