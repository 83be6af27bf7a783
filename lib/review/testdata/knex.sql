create table "knex_migrations_lock" ("index" serial primary key, "is_locked" integer);
create table "things" ("id" serial primary key, "owner_id" integer not null, "kind" text check ("kind" in ('a', 'b')) not null, "created_at" timestamptz not null default CURRENT_TIMESTAMP);
alter table "things" add constraint "things_owner_id_foreign" foreign key ("owner_id") references "owners" ("id") on delete CASCADE;
create index "things_kind_index" on "things" ("kind");
alter table "things" add column "meta" jsonb null default '{"a": [1, 2]}';
alter table "things" alter column "kind" drop default;
alter table "things" alter column "kind" type varchar(20) using ("kind"::varchar(20));
alter table "things" rename "meta" to "extra";
drop table if exists "old_things";
