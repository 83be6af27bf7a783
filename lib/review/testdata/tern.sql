create table widgets(
  id serial primary key,
  name varchar not null unique
);
create function widget_names() returns setof text language sql stable as $$
  select name from widgets order by 1;
$$;

---- create above / drop below ----

drop function widget_names();
drop table widgets;
