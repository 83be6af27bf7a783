import { beforeAll, describe, expect, it } from "vitest";
import { loadParser, onlyNode } from "./parse";
import { sameRoutine, sameTrigger, sameView } from "./same-definition";

beforeAll(() => loadParser());

const node = (sql: string) => {
  const read = onlyNode(sql);
  if (!read) throw new Error(`not one statement: ${sql}`);
  return read;
};

/** Written, as the server prints it, and whether they are one. */
describe("a view", () => {
  it.each([
    [
      "select id, name as called from t where name = 'x'",
      " SELECT t.id,\n    t.name AS called\n   FROM public.t\n  WHERE t.name = 'x'::text;",
      true,
    ],
    ["select id as id from public.t", "SELECT id FROM public.t", true],
    ["select a.id from t as a", "SELECT a.id FROM public.t a", true],
    ["select lower(tidy(name)) as n from t", "SELECT lower(public.tidy(t.name)) AS n FROM public.t", true],
    ["select id from t", "SELECT id FROM other.t", false],
    ["select id from t", "SELECT t.id FROM public.t WHERE t.id > 1", false],
    ["select '1' as n", "SELECT 1 AS n", false],
    ["select '1' as n", "SELECT '1'::integer AS n", false],
    ["select age::text as n from t", "SELECT t.age AS n FROM public.t", false],
    [
      "select id from t where exists (select from u where id = 1)",
      "SELECT t.id FROM public.t WHERE EXISTS (SELECT FROM public.u WHERE t.id = 1)",
      false,
    ],
    ["select a.id from a, b", "SELECT b.id FROM public.a, public.b", false],
  ])("%s is what prints as %s: %s", (written, definition, same) => {
    expect(sameView(node(`create or replace view v as ${written}`), { definition }, "public")).toBe(same);
  });

  it.each([
    ["create or replace view v with (security_barrier) as select 1 as one", ["security_barrier=true"], true],
    ["create or replace view v as select 1 as one", ["security_barrier=true"], false],
    ["create or replace view v as select 1 as one with check option", ["check_option=cascaded"], true],
  ])("%s has the options %s: %s", (sql, options, same) => {
    expect(sameView(node(sql), { definition: "SELECT 1 AS one", options }, "public")).toBe(same);
  });
});

describe("a function", () => {
  const printed =
    "CREATE OR REPLACE FUNCTION public.f(n integer DEFAULT 1, s text DEFAULT 'x'::text)\n RETURNS integer\n LANGUAGE sql\n IMMUTABLE\nAS $function$select 1$function$\n";

  it.each([
    [
      "create or replace function f(n int default 1, s text default 'x') returns int immutable language sql as 'select 1'",
      true,
    ],
    [
      "create or replace function f(in n int4 default 1, s text default 'x') returns int language sql as 'select 1' immutable cost 100",
      true,
    ],
    [
      "create or replace function f(n int default 1, s text default 'x') returns int language sql as 'select 1'",
      false,
    ],
    [
      "create or replace function f(n int default 2, s text default 'x') returns int immutable language sql as 'select 1'",
      false,
    ],
    [
      "create or replace function f(n int default 1, s text default 'x') returns bigint immutable language sql as 'select 1'",
      false,
    ],
    [
      "create or replace function f(n int default 1, s text default 'x') returns int immutable strict language sql as 'select 1'",
      false,
    ],
    [
      "create or replace function f(n int default 1, s text default 'x') returns int immutable language sql set search_path = public as 'select 1'",
      false,
    ],
  ])("%s: %s", (sql, same) => {
    expect(sameRoutine(node(sql), printed, "public")).toBe(same);
  });
});

describe("a trigger", () => {
  const printed =
    "CREATE TRIGGER g BEFORE UPDATE OF a ON public.t FOR EACH ROW WHEN ((new.a > 1)) EXECUTE FUNCTION public.touch()";

  it.each([
    [
      "create or replace trigger g before update of a on t for each row when (new.a > 1) execute procedure touch()",
      true,
    ],
    [
      "create or replace trigger g before update of a on t for each row when (new.a > 2) execute function touch()",
      false,
    ],
    [
      "create or replace trigger g before update on t for each row when (new.a > 1) execute function touch()",
      false,
    ],
    [
      "create or replace trigger g after update of a on t for each row when (new.a > 1) execute function touch()",
      false,
    ],
  ])("%s: %s", (sql, same) => {
    expect(sameTrigger(node(sql), printed, "public")).toBe(same);
  });
});
