--liquibase formatted sql

--changeset anna:1 labels:v1 context:prod
--comment: first table
--preconditions onFail:MARK_RAN onError:HALT
--precondition-sql-check expectedResult:0 SELECT COUNT(*) FROM information_schema.tables WHERE table_name = 'person'
CREATE TABLE person (
    id int PRIMARY KEY,
    name varchar(255) NOT NULL
);
--rollback DROP TABLE person;

--changeset anna:2 splitStatements:false endDelimiter:@@ stripComments:false
CREATE FUNCTION person_count() RETURNS bigint LANGUAGE sql STABLE AS 'SELECT count(*) FROM person; -- all';
--rollback DROP FUNCTION person_count();

--changeset bob:3 runInTransaction:false runOnChange:true
CREATE INDEX CONCURRENTLY person_name ON person (name);
--rollback DROP INDEX CONCURRENTLY person_name;

/* liquibase rollback
ALTER TABLE person DROP COLUMN age;
*/
--changeset bob:4 dbms:postgresql failOnError:true
ALTER TABLE person ADD COLUMN age smallint;
UPDATE person SET age = 0;
ALTER TABLE person ALTER COLUMN age SET NOT NULL;
