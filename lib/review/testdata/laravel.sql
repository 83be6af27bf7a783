create table "users" ("id" bigserial not null primary key, "name" varchar(255) not null, "email" varchar(255) not null, "email_verified_at" timestamp(0) without time zone null, "remember_token" varchar(100) null);
alter table "users" add constraint "users_email_unique" unique ("email");
create table "jobs" ("id" bigserial not null primary key, "queue" varchar(255) not null, "payload" text not null, "attempts" smallint not null);
create index "jobs_queue_index" on "jobs" ("queue");
alter table "users" add column "kind" varchar(255) check ("kind" in ('a', 'b')) not null default 'a';
alter table "posts" add constraint "posts_user_id_foreign" foreign key ("user_id") references "users" ("id") on delete cascade;
alter table "users" alter column "name" type text, alter column "name" set not null, alter column "name" drop default, alter column "name" drop identity if exists;
comment on column "users"."name" is NULL;
insert into "migrations" ("migration", "batch") values ('2014_10_12_000000_create_users_table', 1);
