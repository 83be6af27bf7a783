import { beforeAll, describe, expect, it } from "vitest";
import { loadParser, parseExpression, parseScript, parseSql, splitStatements, TOO_DEEP } from "./parse";
import { statementEnds } from "./psql";

beforeAll(() => loadParser());

describe("parseSql", () => {
  it("keeps the place of every statement, also behind letters of several bytes", () => {
    const parsed = parseSql("select 'é'; /* ü */\n  select 2;");
    expect(parsed.ok && parsed.value.map(({ sql, line, column }) => ({ sql, line, column }))).toEqual([
      { sql: "select 'é'", line: 1, column: 1 },
      { sql: "select 2", line: 2, column: 3 },
    ]);
  });

  it("counts from statement to statement: a long script takes no minute", () => {
    const parsed = parseSql("select '🚀', 1; select 2;\n".repeat(10_000));
    const places = parsed.ok ? parsed.value.slice(-2).map(({ line, column }) => ({ line, column })) : [];
    expect(places).toEqual([
      { line: 10_000, column: 1 },
      { line: 10_000, column: 16 },
    ]);
  });

  it.each(["", " \n", "-- nothing", "/* nothing */;"])("finds no statement in %j", (sql) => {
    expect(parseSql(sql)).toEqual({ ok: true, value: [] });
  });

  it("does not split at semicolons inside strings and bodies", () => {
    expect(splitStatements("do $$ begin; end $$; select ';'")).toEqual({
      ok: true,
      value: ["do $$ begin; end $$", "select ';'"],
    });
  });

  it("says line and column of a syntax error", () => {
    const parsed = parseSql("select 'é';\nalter tabel x");
    expect(parsed).toEqual({
      ok: false,
      failure: { code: "sql.syntax", message: 'syntax error at or near "tabel"', line: 2, column: 7 },
    });
  });

  it("refuses a NUL character, behind which the parser would see nothing", () => {
    expect(parseSql("select 1;\0 drop table t").ok).toBe(false);
  });
});

describe("what is too deeply nested", () => {
  const deep = {
    "a sum": `select 1${"+1".repeat(60_000)}`,
    brackets: `select ${"(".repeat(20_000)}1${")".repeat(20_000)}`,
    "sub-selects": `select ${"(select ".repeat(3000)}1${")".repeat(3000)}`,
    calls: `select ${"f(".repeat(8000)}1${")".repeat(8000)}`,
    arrays: `select array${"[".repeat(8000)}1${"]".repeat(8000)}`,
  };

  it.each(Object.entries(deep))("%s is no syntax error", (_, sql) => {
    expect(parseSql(sql)).toMatchObject({ ok: false, failure: { code: "sql.too-deep", line: 1 } });
    const script = parseScript(`select 1;\n  ${sql} ;\nselect ';', 2;`);
    expect(script.ok && script.value.map(({ kind, line, column }) => [kind, line, column])).toEqual([
      ["SelectStmt", 1, 1],
      [TOO_DEEP, 2, 3],
      ["SelectStmt", 3, 1],
    ]);
  });

  it("leaves the parser as good as new, however often", () => {
    for (let time = 0; time < 40; time += 1) parseSql(`select 1${"+1".repeat(9000)}`);
    expect(parseSql("select 1, (2 + 3); alter table t add c int").ok).toBe(true);
    expect(parseSql("alter tabel x")).toMatchObject({ failure: { code: "sql.syntax" } });
  });

  it("still says where a real syntax error is, behind it", () => {
    expect(parseScript(`${deep["a sum"]};\nselect from from;`)).toMatchObject({
      failure: { code: "sql.syntax", line: 2, column: 13 },
    });
  });
});

describe("a long script", () => {
  const rows = [
    "create table t_é (a text default ';', \"b;\" int); -- one; two",
    "select $$ ; $$, $x$ ' ; $x$, e'\\';', u&'\\0041;' /* ; /* ' */ ; */;",
    "create rule r as on insert to t do also (insert into u values (1); delete from v);",
    "create function f(a int) returns int begin atomic; select case when a = 1 then 2 end; select 3; end;",
    "create view w as select a[1:2], (select ';') from t where b = 'it''s;';",
    "do $body$ begin perform 1; end $body$;",
    "select a$b, c$d$e from t;",
  ];
  const script = Array.from({ length: 3000 }, (_, at) => `${rows[at % rows.length]}\n`).join("");

  it("is read in pieces like in one", () => {
    const parsed = parseScript(script);
    const ends = statementEnds(script);
    expect(parsed.ok && parsed.value.map(({ line }) => line)).toEqual(
      Array.from({ length: 3000 }, (_, at) => at + 1),
    );
    expect(ends).toHaveLength(3000);
    const [one] = [parseScript(rows.join("\n"))];
    const kinds = one.ok ? one.value.map(({ kind, sql }) => ({ kind, sql })) : [];
    expect(kinds).toHaveLength(rows.length);
    expect(parsed.ok && parsed.value.slice(-rows.length * 2).map(({ kind, sql }) => ({ kind, sql }))).toEqual(
      Array.from({ length: rows.length * 2 }, (_, at) => kinds[(3000 - rows.length * 2 + at) % rows.length]),
    );
  });

  it("has its syntax error where it is", () => {
    expect(parseScript(`${script}alter tabel x;\n${script}`)).toMatchObject({
      failure: { code: "sql.syntax", line: 3001, column: 7 },
    });
  });
});

describe("parseExpression", () => {
  it.each(["1", "'a' || b", "now()", "(1, 2)", "(select 1)", "a -- note"])("accepts %s", (text) => {
    expect(parseExpression(text).ok).toBe(true);
  });

  it.each(["", "1, 2) , (3", "1) as x, (2", "1); drop table t; select (1", "1) from t where (true", "1 +"])(
    "refuses %j",
    (text) => {
      expect(parseExpression(text).ok).toBe(false);
    },
  );
});
