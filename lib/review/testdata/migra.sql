create sequence "public"."emp_id_seq";
create type "public"."shipping_status_v2" as enum ('not shipped', 'shipped', 'delivered');
alter table "public"."orders" alter column "status" set default null;
alter table "public"."orders" alter column "status" type "public"."shipping_status_v2" using "status"::text::"public"."shipping_status_v2";
alter table "public"."products" drop column "oldcolumn";
create or replace view "public"."vvv" as  SELECT ( SELECT (2 * 2)) AS x;
alter table "public"."products" add constraint "x" CHECK ((price > (0)::numeric)) not valid;
alter table "public"."products" validate constraint "x";
drop function if exists "public"."changed"(i integer, t text[]);
