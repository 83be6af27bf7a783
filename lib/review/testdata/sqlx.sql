-- no-transaction
CREATE INDEX CONCURRENTLY todo_done ON todos (done) WHERE NOT done;
-- next file
-- Add migration script here
create table todos (
    id bigserial primary key,
    description text not null,
    done boolean not null default false
);
