create extension if not exists "pgjwt" with schema "extensions";
create table "public"."profiles" (
    "id" uuid not null default auth.uid(),
    "username" text,
    "website" text
);
alter table "public"."profiles" enable row level security;
CREATE UNIQUE INDEX profiles_pkey ON public.profiles USING btree (id);
alter table "public"."profiles" add constraint "profiles_pkey" PRIMARY KEY using index "profiles_pkey";
alter table "public"."profiles" add constraint "profiles_id_fkey" FOREIGN KEY (id) REFERENCES auth.users(id) not valid;
alter table "public"."profiles" validate constraint "profiles_id_fkey";
set check_function_bodies = off;
CREATE OR REPLACE FUNCTION public.handle_new_user()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  insert into public.profiles (id, username)
  values (new.id, new.raw_user_meta_data->>'username')
  on conflict (id) do update set username = excluded.username where profiles.username is distinct from excluded.username;
  return new;
end;
$function$
;
grant delete on table "public"."profiles" to "anon";
create policy "Users can update own profile."
on "public"."profiles"
as permissive
for update
to public
using ((( SELECT auth.uid() AS uid) = id));
insert into storage.buckets (id, name, public) values ('avatars', 'avatars', true);
alter publication supabase_realtime add table profiles;
