import { beforeAll, describe, expect, it } from "vitest";
import { loadParser, parseExpression, parseSql, splitStatements } from "./parse";

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
