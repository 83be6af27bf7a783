--! Previous: sha1:e00ec93314a423ee5cc68d1182ad52f16442d7df
--! Hash: sha1:acddd095de1a6d2c1e1c5d2b4e1b0f1f2f3f4f5f
--! Message: forums

-- Idempotent, as graphile-migrate watches it
drop table if exists app_public.forums;
create table app_public.forums (
  id serial primary key,
  name text not null check(length(name) < 256)
);
grant select, insert(name), update(name), delete on app_public.forums to visitor;
comment on table app_public.forums is E'@name Boards\nA place to talk.';
do $$
begin
  if not exists (select 1 from pg_roles where rolname = 'visitor') then
    create role visitor;
  end if;
end;
$$ language plpgsql;
